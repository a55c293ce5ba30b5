/** Leaving one newsletter by the link in its mails, and taking that back. */
import type { Newsletter } from '../campaigns/index.ts';
import { type Decision, type Purpose, saidYes, shownAct } from '../consent/index.ts';
import type { LinkPayload } from '../links/index.ts';
import { SECOND_MS } from '../platform/clock/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { givenAndConfirmed, type How, withdrawn } from './decisions.ts';
import type { Room } from './room.ts';

/** Whom and what a link of this page is about; null where the person or the newsletter is gone. */
export interface Subscription {
  readonly subscriber: Subscriber;
  readonly newsletter: Newsletter;
  readonly purpose: Purpose;
}

/** Finds what the link is about. */
export async function findSubscription(
  room: Room,
  { subscriber, newsletter }: LinkPayload,
): Promise<Subscription | null> {
  const [person, letter, purposes] = await Promise.all([
    room.subscribers.find(subscriber),
    newsletter ? room.campaigns.newsletter(newsletter) : null,
    room.consent.purposes(),
  ]);
  const purpose = purposes.find((one) => one.newsletter === newsletter && one.channel === 'email');
  return person && letter && purpose ? { subscriber: person, newsletter: letter, purpose } : null;
}

/** What the button did: nothing, as they had left before; or they left, with or without a yes that can be given again. */
export type Left = 'before' | 'with a yes' | 'as a customer';

/** Withdraws that newsletter by e-mail and nothing else. */
export async function unsubscribe(
  room: Room,
  { subscriber, purpose }: Subscription,
  how: How,
): Promise<Left> {
  if (!(await room.consent.agreedTo(subscriber.id, purpose.key))) return 'before';
  const stands = (await room.consent.standing(subscriber.id)).get(purpose.key);
  await room.consent.record(subscriber.id, [withdrawn(purpose.key, how)]);
  return saidYes(stands) ? 'with a yes' : 'as a customer';
}

/**
 * Gives again what the person had agreed to, under the same words, when the last decision is the very withdrawal that
 * the undo was issued for (LINK-12). Answers whether they are on the list now.
 */
export async function undoUnsubscribe(
  room: Room,
  subscription: Subscription,
  issuedAt: Date,
  how: How,
): Promise<boolean> {
  const { subscriber, purpose } = subscription;
  if (await room.consent.agreedTo(subscriber.id, purpose.key)) return true;
  const lines = (await room.consent.history(subscriber.id)).filter((line) => line.purpose === purpose.key);
  const before = lines.findLast((line) => shownAct(line, lines) === 'given');
  if (!before || !wasWithdrawnHere(lines.at(-1), issuedAt)) return false;
  await room.consent.record(
    subscriber.id,
    givenAndConfirmed(purpose.key, before.wording, { ...how, language: before.language }),
  );
  return true;
}

// A token knows its time to the second.
function wasWithdrawnHere(last: Decision | undefined, issuedAt: Date): boolean {
  const isThisPage = last?.act === 'withdrawn' && last.form === 'unsubscribe';
  return isThisPage && last.at.getTime() < issuedAt.getTime() + SECOND_MS;
}
