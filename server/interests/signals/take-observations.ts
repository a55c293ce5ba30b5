/** Takes in orders and other observations from elsewhere, many at once, about whoever has the address. */
import { createHmac } from 'node:crypto';
import { inBatches } from '../../platform/batches/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { matcherOf } from '../products/match-product.ts';
import type { Match, Observation, Observed, Outcome, Product } from '../model.ts';
import type { InterestsRoom } from '../room.ts';
import { type Item, judgeItems, refuseItems } from './judge-items.ts';

interface Known {
  readonly item: Item;
  /** The place of the observation in the list. */
  readonly index: number;
  /** Products that belong to no topic. */
  readonly unmatched: readonly Product[];
}

const atOnce = 500;

/**
 * Answers for each what became of it, in their order. Of people who are unknown or do not agree nothing is stored or
 * logged. `dry` writes nothing at all.
 */
export async function takeObservations(
  room: InterestsRoom,
  list: readonly Observation[],
  dry = false,
): Promise<readonly Observed[]> {
  const results: Observed[] = list.map(() => 'unknown');
  const known = await knownAmong(room, list);
  for await (const some of inBatches(known, atOnce)) {
    const outcomes = await (dry ? judgeAll : takeSome)(room, some);
    some.forEach(({ index }, place) => (results[index] = outcomes[place]!));
    if (!dry) await note(room, some, results);
  }
  return results;
}

async function knownAmong(room: InterestsRoom, list: readonly Observation[]): Promise<readonly Known[]> {
  const people = await room.subscribers.findManyByEmail([...new Set(list.map(({ email }) => email))]);
  const match = matcherOf(await room.vocabulary.table());
  return list.flatMap((observation, index) => {
    const subscriber = people.get(observation.email)?.id;
    return subscriber ? [{ index, ...asItem(room, subscriber, observation, match) }] : [];
  });
}

function asItem(
  { secretKeys }: InterestsRoom,
  subscriber: SubscriberId,
  { source, at, products, topics = [], order }: Observation,
  match: (product: Product) => readonly Match[],
): Omit<Known, 'index'> {
  const found = products.map((product) => ({ product, matches: match(product) }));
  const orders =
    order === undefined
      ? []
      : secretKeys.map(({ key }) =>
          createHmac('sha256', key).update(`order ${subscriber} ${order}`).digest('base64url').slice(0, 22),
        );
  const matches = [
    ...topics.map((topic) => ({ topic, entries: [] })),
    ...found.flatMap((one) => one.matches),
  ];
  return {
    item: { subscriber, source, at, matches, orders },
    unmatched: found.filter((one) => one.matches.length === 0).map(({ product }) => product),
  };
}

async function judgeAll(room: InterestsRoom, known: readonly Known[]): Promise<readonly Outcome[]> {
  const judged = await judgeItems(
    room,
    known.map(({ item }) => item),
  );
  return judged.map(({ outcome }) => outcome);
}

async function takeSome(room: InterestsRoom, known: readonly Known[]): Promise<readonly Outcome[]> {
  const items = known.map(({ item }) => item);
  const refused = await refuseItems(room, items);
  const kept = (
    await keep(
      room,
      items.filter((_, place) => refused[place] === null),
    )
  ).values();
  return refused.map((outcome) => outcome ?? kept.next().value!);
}

// The consent is read once more after the turn is taken, so that a withdrawal at the same moment is not missed.
async function keep(room: InterestsRoom, items: readonly Item[]): Promise<readonly Outcome[]> {
  if (items.length === 0) return [];
  const people = [...new Set(items.map(({ subscriber }) => subscriber))];
  return room.db.transaction(async (tx: Tx) => {
    await room.signals.takeTurns(people, tx);
    const judged = await judgeItems(room, items, tx);
    await room.signals.add(
      judged.flatMap(({ signals }) => signals),
      tx,
    );
    return judged.map(({ outcome }) => outcome);
  });
}

// An order is a sign of life (PRIV-6), and what no entry fits is counted, without its person.
async function note(
  room: InterestsRoom,
  known: readonly Known[],
  results: readonly Observed[],
): Promise<void> {
  const used = known.filter(({ index }) => results[index] === 'kept' || results[index] === 'noTopic');
  await room.unmatched.count(used.flatMap(({ unmatched }) => unmatched));
  const active = used.filter(({ index, item }) => item.source === 'order' && results[index] === 'kept');
  await room.subscribers.markManyActive(
    active.map(({ item }) => ({ id: item.subscriber, at: item.at })),
    'order',
  );
}
