/** Freezes the audience: a row for everybody, each in a batch and with a version; can stop and go on anywhere (DEL-1). */
import { inBatches } from '../../platform/batches/index.ts';
import { addPeople } from './add-people.ts';
import { levelled, versionsToLevel } from './level-versions.ts';
import type { MailingRow } from '../mailings/mailings-store.ts';
import { type Room, sourceOf } from '../room.ts';

/** So that neither the program nor the database waits for the other, nor for a disk to say that it has the last ones. */
const chunksUnderWay = 2;

/** Freezes one mailing whose time has come, if there is one; true when there was. */
export async function freezeNext(room: Room): Promise<boolean> {
  const mailing = await room.mailings.claimFreeze(room.clock());
  if (!mailing) return false;
  if (await addEverybody(room, mailing)) await complete(room, mailing);
  return true;
}

/** False when it was stopped in the middle. */
async function addEverybody(room: Room, mailing: MailingRow): Promise<boolean> {
  const source = sourceOf(room, mailing);
  const [versionsOf, open] = await Promise.all([source.versionOf(mailing), source.openVersions(mailing)]);
  const underWay: Promise<boolean>[] = [];
  let ours = true;
  const oneDone = async (): Promise<void> => {
    const isOurs = await underWay.shift();
    ours &&= isOurs ?? true;
  };
  try {
    for await (const ids of inBatches(source.audience(mailing), room.sizes.chunk)) {
      if (underWay.length === chunksUnderWay) await oneDone();
      if (room.stopping || !ours) break;
      const adding = addPeople(room, mailing, ids, versionsOf, open);
      // Its error is seen to when its turn comes.
      adding.catch(() => undefined);
      underWay.push(adding);
    }
    while (underWay.length > 0) await oneDone();
  } finally {
    await Promise.allSettled(underWay);
  }
  if (ours && room.stopping) await room.mailings.releaseFreeze(mailing, room.clock());
  return ours && !room.stopping;
}

/** Versions with too few recipients fall to the default (SEG-9); then the sending can begin. */
async function complete(room: Room, mailing: MailingRow): Promise<void> {
  const { mailings, batches, recipients, clock } = room;
  await recipients.removeBatches(mailing.id, mailing.abandoned);
  const [people, pausedBefore] = await Promise.all([
    recipients.countVersions(mailing.id),
    // Whoever took a break before the freeze has no row.
    mailing.purpose ? room.consent.countPaused(mailing.purpose) : 0,
  ]);
  const fallen = versionsToLevel(people, await sourceOf(room, mailing).minimumVersion(mailing));
  if (fallen.length > 0) await recipients.toDefault(mailing.id, fallen);
  const versions = [...levelled(people, fallen)].map(([version, count]) => ({ version, people: count }));
  // Who was overtaken after a first levelling finds the fallen ones gone; they are remembered together.
  const fellToDefault = [...new Set([...mailing.fellToDefault, ...fallen])];
  const { nextBatch } = (await mailings.find(mailing.id))!;
  const numbers = Array.from({ length: nextBatch }, (_, number) => number);
  const real = numbers.filter((number) => !mailing.abandoned.includes(number));
  await batches.add(mailing.id, real, clock());
  await mailings.frozen(mailing, { frozenAt: clock(), versions, fellToDefault, pausedBefore });
}
