/** 'Stop everything': withdraws every newsletter, interest and measuring purpose at once (CON-16). */
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { recordDecisions, type RecordContext } from './record-decision.ts';
import type { Actor, Channel } from './words.ts';

/** Which way the wish came in. */
export interface StopHow {
  readonly channel: Channel;
  readonly actor: Actor;
  readonly form: string | null;
  readonly page: string | null;
  readonly language: Language;
  readonly statementVersion: number;
  readonly at: Date;
  readonly evidence?: string | undefined;
}

/** Withdraws all that stands as agreed; answers how many purposes that were. It erases nothing. */
export async function stopEverything(
  context: RecordContext,
  subscriber: SubscriberId,
  how: StopHow,
): Promise<number> {
  const standing = await context.ledger.standing(subscriber);
  const agreed = [...standing].filter(([, { agreed }]) => agreed).map(([purpose]) => purpose);
  const decisions = agreed.map((purpose) => ({ ...how, purpose, act: 'withdrawn' as const, wording: null }));
  await recordDecisions(context, subscriber, decisions);
  return decisions.length;
}
