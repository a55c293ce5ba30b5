/** Makes stored profiles again: of people whose signals changed, and of those whose strength falls or ends now. */
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { groupBy } from '../group-by.ts';
import type { InterestsRoom } from '../room.ts';
import type { Strength } from './profiles-store.ts';
import { readTopics } from './read-profile.ts';
import { nextChange } from './strength.ts';

const batchSize = 500;

/** One batch of people who are due, held by a lease so that many workers share the work; whether there may be more. */
export async function refreshDue(room: InterestsRoom): Promise<boolean> {
  const people = await room.signals.claimDue(batchSize);
  if (people.length > 0) await room.db.transaction((tx) => refresh(room, people, tx));
  return people.length === batchSize;
}

/** Makes the profiles of these people again, in the transaction that changed their signals or in one of its own. */
export async function refresh(
  { signals, profiles, clock }: InterestsRoom,
  people: readonly SubscriberId[],
  tx: Tx,
): Promise<void> {
  const now = clock();
  const bySubscriber = groupBy(await signals.among(people, tx), ({ subscriber }) => subscriber);
  const due = new Map<SubscriberId, Date | null>();
  const wanted: Strength[] = [];
  for (const subscriber of people) {
    const topics = readTopics(bySubscriber.get(subscriber) ?? [], now);
    const changes = topics.map(({ signals: own }) => nextChange(own, now)).filter((at) => at !== null);
    due.set(subscriber, changes.length > 0 ? new Date(Math.min(...changes.map(Number))) : null);
    wanted.push(...topics.map(({ topic, strength }) => ({ subscriber, topic, strength })));
  }
  await signals.setDue(due, tx);
  await write(profiles, await profiles.among(people, tx), wanted, tx);
}

async function write(
  profiles: InterestsRoom['profiles'],
  stored: readonly Strength[],
  wanted: readonly Strength[],
  tx: Tx,
): Promise<void> {
  const keyOf = ({ subscriber, topic }: Pick<Strength, 'subscriber' | 'topic'>) => `${subscriber} ${topic}`;
  const before = new Map(stored.map((row) => [keyOf(row), row.strength]));
  const after = new Set(wanted.map(keyOf));
  const changed = wanted.filter((row) => before.get(keyOf(row)) !== row.strength);
  await profiles.change(
    changed,
    stored.filter((row) => !after.has(keyOf(row))),
    tx,
  );
}
