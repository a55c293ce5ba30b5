/** Builds a cut step by step, in memory that does not grow with the number of people; it can stop and be taken up. */
import { setTimeout } from 'node:timers/promises';
import { RoaringBitmap32 } from 'roaring-wasm';
import type { Signal } from '../../interests/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { Unavailable } from '../../platform/errors/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Cut } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { isReader, type PersonFacts, type Value, valuesOf } from '../rules/values.ts';
import { endsOf, idBytes, type Links } from './cut-store.ts';

/** People looked at in one step, written in one transaction, and read in pages of so many. */
const pageSize = 4096;
const pagesInStep = 8;

/** Who waits for another process looks again after this, and gives up after so many times. */
const lookAgainMs = 500;
const mostLooks = 600;

/**
 * A cut of now, or the one that somebody was building and left. `beforePublishing` is done with the finished cut, again
 * where a builder stopped in it. Answers null when the program is stopping.
 */
export async function buildCut(
  room: GroupsRoom,
  beforePublishing: (cut: Cut) => Promise<void>,
): Promise<Cut | null> {
  const before = await room.cuts.newest();
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const claimed = await room.cuts.claim(room.clock(), looks === 0);
    if (claimed) {
      const built = await buildOn(room, claimed);
      if (!built || room.stopping) return null;
      await beforePublishing(built);
      if (!(await room.cuts.publish(built))) return null;
      room.log.info({ people: built.people }, 'a cut was taken');
      return built;
    }
    await setTimeout(lookAgainMs);
    const underWay = await room.cuts.underWay();
    const newest = await room.cuts.newest();
    if (newest && newest.id !== before?.id) return newest;
    // Somebody stopped it.
    if (!underWay) return null;
  }
  throw new Unavailable('no cut could be taken');
}

/** Null when it was stopped or overtaken. */
async function buildOn(room: GroupsRoom, from: Cut): Promise<Cut | null> {
  let cut = from;
  for (;;) {
    if (room.stopping) {
      await room.cuts.release(cut, room.clock());
      return null;
    }
    const step = await room.db.transaction((tx) => addStep(room, cut, tx));
    if (!step.cut) return null;
    cut = step.cut;
    if (step.last) return cut;
  }
}

/**
 * What people agreed to is read in the transaction: who objects meanwhile takes a turn as well (`unlink`), so that one of
 * the two runs again and no link to them is left (CON-12).
 */
async function addStep(
  room: GroupsRoom,
  cut: Cut,
  tx: Tx,
): Promise<{ readonly cut: Cut | null; readonly last: boolean }> {
  const members = new Map<Value, number[]>();
  const links: Links[] = [];
  let { people, lastId } = cut;
  let last = false;
  let reading: Promise<Page> | null = readPage(room, lastId, tx);
  for (let page = 1; reading; page += 1) {
    const found: Page = await reading;
    last = found.last;
    lastId = found.lastId ?? lastId;
    // While this page is sorted by values, the database finds the next.
    reading = page < pagesInStep && !last ? readPage(room, lastId, tx) : null;
    const readers = found.people.filter(({ facts }) => isReader(facts.agreed));
    readers.forEach(({ facts }, index) => {
      for (const value of valuesOf(facts, cut.takenAt)) {
        const list = members.get(value);
        if (list) list.push(people + index);
        else members.set(value, [people + index]);
      }
    });
    if (readers.length > 0)
      links.push(
        linksOf(
          people,
          readers.map(({ id }) => id),
        ),
      );
    people += readers.length;
  }
  const bitmaps = new Map([...members].map(([value, ordinals]) => [value, pack(ordinals)]));
  return { cut: await room.cuts.addStep(cut, { people, lastId, bitmaps, links }, room.clock(), tx), last };
}

interface Page {
  readonly people: readonly { readonly id: SubscriberId; readonly facts: PersonFacts }[];
  /** Missing where nobody is left. */
  readonly lastId: SubscriberId | undefined;
  readonly last: boolean;
}

async function readPage(
  { subscribers, consent, interests }: GroupsRoom,
  after: SubscriberId | null,
  tx: Tx,
): Promise<Page> {
  const traits = await subscribers.traitsAfter(after, pageSize);
  const ids = traits.map(({ id }) => id);
  const [agreed, signals] = await Promise.all([consent.agreedAmong(ids, tx), interests.signalsAmong(ids)]);
  const signalsOf = bySubscriber(signals);
  const people = traits.map((one) => ({
    id: one.id,
    facts: { traits: one, agreed: agreed.get(one.id) ?? [], signals: signalsOf.get(one.id) ?? [] },
  }));
  return { people, lastId: ids.at(-1), last: ids.length < pageSize };
}

function bySubscriber(signals: readonly Signal[]): ReadonlyMap<SubscriberId, readonly Signal[]> {
  const found = new Map<SubscriberId, Signal[]>();
  for (const signal of signals) {
    const list = found.get(signal.subscriber);
    if (list) list.push(signal);
    else found.set(signal.subscriber, [signal]);
  }
  return found;
}

function linksOf(first: number, ids: readonly SubscriberId[]): Links {
  const packed = Buffer.alloc(ids.length * idBytes);
  ids.forEach((id, index) => packed.write(id, index * idBytes, 'latin1'));
  return { first, ...endsOf(packed), ids: packed };
}

// No more than a step's people in one call: beyond 983,040, roaring-wasm 1.1.0 loses some where its memory grows meanwhile.
function pack(ordinals: readonly number[]): Uint8Array {
  const bitmap = new RoaringBitmap32();
  bitmap.addMany(ordinals);
  bitmap.runOptimize();
  const bytes = bitmap.serialize('portable');
  bitmap.dispose();
  return bytes;
}
