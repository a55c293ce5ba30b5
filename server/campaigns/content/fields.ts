/** The closed list of fields that staff may write in a text: `{first name}`, `{first name|reader}` and a few more. */
import type { Slot, Slots } from './slots.ts';

const names: Readonly<Record<string, Slot['name']>> = {
  'first name': 'firstName',
  voornaam: 'firstName',
  newsletter: 'newsletter',
  nieuwsbrief: 'newsletter',
  shop: 'shop',
  winkel: 'shop',
};

const source = `\\{(${Object.keys(names).join('|')})(?:\\|([^{}|\\n]*))?\\}`;
const anywhere = new RegExp(source, 'gi');
const here = new RegExp(source, 'iy');

/** The field that begins at this place of the text, and where it ends; null where none does. */
export function fieldAt(text: string, at: number): { readonly slot: Slot; readonly end: number } | null {
  here.lastIndex = at;
  const match = here.exec(text);
  return match && { slot: toSlot(match[1]!, match[2]), end: here.lastIndex };
}

/** The text with marks where its fields were. Anything else in braces stays as typed. */
export function markFields(text: string, slots: Slots): string {
  return text.replace(anywhere, (_, name: string, fallback?: string) => slots.mark(toSlot(name, fallback)));
}

/** Whether the text names the person without saying what stands there for somebody without a name. */
export function hasNameWithoutFallback(text: string): boolean {
  return [...text.matchAll(anywhere)].some(([, name, fallback]) => {
    const slot = toSlot(name!, fallback);
    return slot.name === 'firstName' && slot.fallback === '';
  });
}

function toSlot(name: string, fallback = ''): Slot {
  return { name: names[name.toLowerCase()]!, fallback: fallback.trim() };
}
