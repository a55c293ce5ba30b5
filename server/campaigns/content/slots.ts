/**
 * What differs per person inside a text that is otherwise made once: the text holds marks (two private characters
 * around a number), is cut at them, and each gap is filled with a value as data, escaped for its place (SEC-3).
 */
import { alike, type AlikeText } from '../../platform/mail/index.ts';

/** What a gap is filled with. */
export interface Slot {
  readonly name: 'firstName' | 'newsletter' | 'shop' | 'unsubscribeUrl' | 'preferencesUrl' | 'reason';
  /** Used where the value is empty. */
  readonly fallback: string;
}

export type SlotValues = Readonly<Record<Slot['name'], string>>;

/** What is alike for everybody: whole, and without a space at its end for where the gap behind it stays empty. */
export interface Words {
  readonly whole: AlikeText;
  readonly beforeNothing: AlikeText;
}

/** Words and gaps in turn. */
export type Template = readonly (Words | Slot)[];

export interface Slots {
  /** The mark to put into a text. */
  mark(slot: Slot): string;
  /** Cuts the text at its marks. */
  cut(text: string): Template;
}

const open = '\uE000';
const close = '\uE001';
const marks = new RegExp(`${open}(\\d+)${close}`);

/** The text without the private characters, so that nobody can type a mark. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uE000\uE001]/g, '');
}

/** Opens a fresh set of marks, for one mail in one language. */
export function openSlots(): Slots {
  const known: Slot[] = [];
  return {
    mark: (slot) => `${open}${known.push(slot) - 1}${close}`,
    // Splitting at a group gives words and numbers in turn.
    cut: (text) =>
      text
        .split(marks)
        .map((part, index) => (index % 2 === 0 ? wordsOf(part) : (known[Number(part)] ?? wordsOf('')))),
  };
}

function wordsOf(text: string): Words {
  const whole = alike(text);
  return { whole, beforeNothing: text.endsWith(' ') ? alike(text.slice(0, -1)) : whole };
}

/** The text for one person in pieces; `escape` makes a value safe for where it stands. */
export function fillSlots(
  template: Template,
  values: SlotValues,
  escape: (value: string) => string,
): (AlikeText | string)[] {
  const pieces: (AlikeText | string)[] = [];
  template.forEach((part, index) => {
    if ('whole' in part) {
      const next = template[index + 1];
      // 'Good morning {first name}, …' without a name reads 'Good morning, …'.
      pieces.push(
        next && !('whole' in next) && valueOf(next, values) === '' ? part.beforeNothing : part.whole,
      );
    } else pieces.push(escape(valueOf(part, values)));
  });
  return pieces;
}

/** The same as one text. */
export function fillText(template: Template, values: SlotValues, escape: (value: string) => string): string {
  return fillSlots(template, values, escape)
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');
}

function valueOf({ name, fallback }: Slot, values: SlotValues): string {
  return oneLine(values[name]) || fallback;
}

/** A value is one line without control characters, wherever it goes (SEC-2). */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** For HTML text and quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For plain text: as it is. */
export function asIs(value: string): string {
  return value;
}
