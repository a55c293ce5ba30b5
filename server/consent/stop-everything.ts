/** Ends much at once: everything (CON-16), all newsletters, or every use of interests by an objection (CON-12). */
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { recordDecisions, type RecordContext } from './record-decision.ts';
import type { Act, Actor, Channel, PurposeKey } from './words.ts';

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
  return endAll(context, subscriber, 'withdrawn', how, () => true);
}

/** Withdraws all that is sent by e-mail or by post; what may be known of interests stays as it is. */
export async function stopNewsletters(
  context: RecordContext,
  subscriber: SubscriberId,
  how: StopHow,
): Promise<number> {
  const known = await context.purposes.purposes();
  const letters = new Set(known.filter(({ channel }) => channel !== null).map(({ key }) => key));
  return endAll(context, subscriber, 'withdrawn', how, (purpose) => letters.has(purpose));
}

/** GDPR art. 21: nothing is chosen by interests any more; the newsletters stay, in their default version. */
export async function objectToProfiling(
  context: RecordContext,
  subscriber: SubscriberId,
  how: StopHow,
): Promise<number> {
  return endAll(context, subscriber, 'objected', how, (purpose) => purpose.startsWith('interests.'));
}

async function endAll(
  context: RecordContext,
  subscriber: SubscriberId,
  act: Act,
  how: StopHow,
  ends: (purpose: PurposeKey) => boolean,
): Promise<number> {
  const standing = await context.ledger.standing(subscriber);
  const agreed = [...standing].filter(([, { agreed }]) => agreed).map(([purpose]) => purpose);
  const decisions = agreed.filter(ends).map((purpose) => ({ ...how, purpose, act, wording: null }));
  await recordDecisions(context, subscriber, decisions);
  return decisions.length;
}
