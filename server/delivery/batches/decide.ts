/** Decides by fresh answers whether a row's mail may be handed over, and in which version. */
import type { Receiving } from '../../consent/index.ts';
import { SECOND_MS } from '../../platform/clock/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import type { Held, RecipientEvent, Skipped } from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';
import type { RenderedFor } from '../words.ts';

/** A server may be slow: older answers would write to people who have left meanwhile (MAIL-13). */
export const oldestAnswerMs = SECOND_MS;

/** What was asked about all rows of a window at once. */
export interface Answers {
  /** When it was asked, by the stopwatch. */
  readonly askedAt: number;
  /** Missing are those who are gone. */
  readonly people: ReadonlyMap<SubscriberId, Subscriber>;
  /** Missing are those who may not receive it any more. */
  readonly versions: ReadonlyMap<SubscriberId, string>;
  /** Who does not get it although they agreed, and why. */
  readonly held: ReadonlyMap<SubscriberId, Held>;
  readonly receiving: ReadonlyMap<SubscriberId, Receiving>;
}

export type Decision =
  (RecipientEvent & { readonly kind: 'skip' }) | ({ readonly kind: 'send' } & RenderedFor);

/** To be sent, or skipped and why. */
export async function decide(
  room: Room,
  { people, versions, held, receiving }: Answers,
  { subscriber }: Recipient,
): Promise<Decision> {
  const person = people.get(subscriber);
  if (!person) return { kind: 'skip' };
  const why = held.get(subscriber);
  if (why) return { kind: 'skip', why };
  const version = versions.get(subscriber);
  if (version === undefined) return { kind: 'skip', why: await whyNot(room, person) };
  return { kind: 'send', subscriber: person, version, stands: receiving.get(subscriber)?.stands ?? null };
}

/** Why somebody who was to get it may not any more. */
async function whyNot({ consent }: Room, { email }: Subscriber): Promise<Skipped> {
  return (await consent.blockedWays(email)).includes('email') ? 'suppressed' : 'left';
}
