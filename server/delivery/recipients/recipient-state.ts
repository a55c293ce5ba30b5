/** The life of one recipient's row, as a pure function: what an event makes of it. */
import { MINUTE_MS, plus } from '../../platform/clock/index.ts';
import { nextTry, type Random, type SendResult } from '../../platform/mail/index.ts';

export type RecipientState = 'pending' | 'handing-over' | 'accepted' | 'refused' | 'uncertain' | 'skipped';

/** Why somebody who agreed was skipped: a break, or fewer mails. */
export const heldWhy = ['paused', 'frequency'] as const;
export type Held = (typeof heldWhy)[number];
/** Why anybody was skipped: they left before it went out, their address was blocked, or the mailing was cancelled. */
export const skippedWhy = [...heldWhy, 'left', 'suppressed', 'cancelled'] as const;
export type Skipped = (typeof skippedWhy)[number];

/** Why it is uncertain whether somebody got it: the line broke after the mail, or whoever was handing it over is gone. */
export const uncertainWhy = ['broke', 'lost'] as const;
export type UncertainWhy = (typeof uncertainWhy)[number];

export type RecipientEvent =
  /** They may not receive it any more, are held back, or are gone, or the mailing was cancelled. */
  | { readonly kind: 'skip'; readonly why?: Skipped | undefined }
  /** Their mail cannot be made. */
  | { readonly kind: 'unusable' }
  /** Marked, with the others of its window: from here on it may be handed over. */
  | { readonly kind: 'hand-over' }
  /** Marked, and certainly not handed over. */
  | { readonly kind: 'not begun' }
  /** `elsewhere` where another server may be asked at once, since nothing reached this one. */
  | { readonly kind: 'answer'; readonly result: SendResult; readonly elsewhere?: boolean }
  /** Whoever was handing over is gone, and with it the answer. */
  | { readonly kind: 'lost' }
  /** A person decided that they get it once more, should it have arrived. */
  | { readonly kind: 'send-again' };

/** What the row remembers of its tries. */
export interface Tried {
  readonly state: RecipientState;
  readonly tries: number;
  readonly firstTriedAt: Date | null;
}

/** What changes in the row (DEL-7: outcome, time, server, reply). */
export interface RowChange extends Tried {
  /** When it may be sent; null when it never will be again. */
  readonly nextTryAt: Date | null;
  readonly at: Date;
  readonly code: string | null;
  readonly server: string | null;
  readonly reply: string | null;
}

const unreachableWaitMs = MINUTE_MS;

/**
 * The row after the event, or null where it cannot happen: what ended never changes again, so nobody gets it twice. Only
 * a person may have what is uncertain sent again.
 */
export function nextRecipient(
  row: Tried,
  event: RecipientEvent,
  now: Date,
  random?: Random,
): RowChange | null {
  const { tries, firstTriedAt } = row;
  const quiet = { tries, firstTriedAt, at: now, nextTryAt: null, code: null, server: null, reply: null };
  if (row.state === 'pending' || row.state === 'handing-over') {
    if (event.kind === 'skip') return { ...quiet, state: 'skipped', code: event.why ?? null };
    if (event.kind === 'unusable') return { ...quiet, state: 'refused', code: 'not composed' };
  }
  if (row.state === 'uncertain' && event.kind === 'send-again') {
    return { ...quiet, state: 'pending', tries: 0, firstTriedAt: null, nextTryAt: now };
  }
  if (row.state === 'pending' && event.kind === 'hand-over') return { ...quiet, state: 'handing-over' };
  if (row.state === 'handing-over') {
    if (event.kind === 'not begun') return { ...quiet, state: 'pending', nextTryAt: now };
    if (event.kind === 'lost') {
      return { ...quiet, ...tried(row, now), state: 'uncertain', code: 'lost' satisfies UncertainWhy };
    }
    if (event.kind === 'answer') return { ...quiet, ...afterAnswer(row, event, now, random) };
  }
  return null;
}

function afterAnswer(
  before: Tried,
  { result, elsewhere }: RecipientEvent & { readonly kind: 'answer' },
  now: Date,
  random?: Random,
): Partial<RowChange> & { state: RecipientState } {
  const { reply } = result;
  // Nothing reached the server, so this was no try.
  if (result.kind === 'unreachable') {
    return { state: 'pending', nextTryAt: elsewhere ? now : plus(now, unreachableWaitMs), reply };
  }
  const once = tried(before, now);
  switch (result.kind) {
    case 'accepted':
      return { ...once, state: 'accepted', server: result.server, reply };
    case 'uncertain': {
      const code: UncertainWhy = 'broke';
      return { ...once, state: 'uncertain', code, server: result.server ?? null, reply };
    }
    case 'refused': {
      const again = result.permanent ? null : nextTry(once.tries, once.firstTriedAt, now, random);
      const { code, server } = result;
      return { ...once, state: again ? 'pending' : 'refused', nextTryAt: again, code, server, reply };
    }
  }
}

function tried({ tries, firstTriedAt }: Tried, now: Date) {
  return { tries: tries + 1, firstTriedAt: firstTriedAt ?? now };
}
