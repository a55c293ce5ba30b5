/** A break from all newsletters, by e-mail and by post: it ends by itself, and the consents stay as they are. */
import { plusMonths } from '../platform/clock/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { recordDecisions, type RecordContext } from './record-decision.ts';
import { pausedUntil } from './standing.ts';
import type { StopHow } from './stop-everything.ts';
import type { Act, PurposeKey } from './words.ts';

/** How long a break may last, in months. */
export const breaks = [1, 3, 6] as const;
export type BreakMonths = (typeof breaks)[number];

/** Pauses every newsletter that the person agreed to; until when, or null where there is none. */
export async function takeABreak(
  context: RecordContext,
  subscriber: SubscriberId,
  months: BreakMonths,
  how: StopHow,
): Promise<Date | null> {
  const until = plusMonths(how.at, months);
  return (await record(context, subscriber, { ...how, act: 'paused', until })) > 0 ? until : null;
}

/** Ends the break at once; false where there was none. */
export async function startAgain(
  context: RecordContext,
  subscriber: SubscriberId,
  how: StopHow,
): Promise<boolean> {
  const standing = await context.ledger.standing(subscriber);
  if (pausedUntil(standing, context.clock()) === null) return false;
  return (await record(context, subscriber, { ...how, act: 'resumed' })) > 0;
}

async function record(
  context: RecordContext,
  subscriber: SubscriberId,
  line: StopHow & { readonly act: Act; readonly until?: Date },
): Promise<number> {
  const purposes = await agreedNewsletters(context, subscriber);
  const decisions = purposes.map((purpose) => ({ ...line, purpose, wording: null }));
  if (decisions.length > 0) await recordDecisions(context, subscriber, decisions);
  return decisions.length;
}

async function agreedNewsletters(
  { ledger, purposes }: RecordContext,
  subscriber: SubscriberId,
): Promise<readonly PurposeKey[]> {
  const [standing, known] = await Promise.all([ledger.standing(subscriber), purposes.purposes()]);
  const letters = known.filter(({ newsletter }) => newsletter !== null).map(({ key }) => key);
  return letters.filter((purpose) => standing.get(purpose)?.agreed === true);
}
