/** Freezes the audience: a row for everybody, each in a batch and with a version; can stop and go on anywhere (DEL-1). */
import type { SubscriberId } from '../../platform/ids/index.ts';
import { ask, versionFor } from '../recipients/ask-consent.ts';
import { heldNow } from '../recipients/hold-back.ts';
import { levelled, versionsToLevel } from './level-versions.ts';
import type { MailingRow } from '../mailings/mailings-store.ts';
import type { NewRecipient } from '../recipients/recipients-store.ts';
import type { Held } from '../recipients/recipient-state.ts';
import { type Room, sourceOf } from '../room.ts';
import { defaultVersion } from '../words.ts';

type VersionsOf = (ids: readonly SubscriberId[]) => Promise<Map<SubscriberId, string>>;

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
  for await (const ids of inChunks(source.audience(mailing), room.sizes.chunk)) {
    if (room.stopping) {
      await room.mailings.releaseFreeze(mailing, room.clock());
      return false;
    }
    const [versions, held] = await Promise.all([
      decideVersions(room, mailing, ids, versionsOf, open),
      heldNow(room, mailing, ids),
    ]);
    if (!(await addRows(room, mailing, versions, held))) return false;
  }
  return true;
}

/** Everybody's version as it would be handed over now, so that the counts of SEG-9 are of real recipients. */
async function decideVersions(
  room: Room,
  mailing: MailingRow,
  ids: readonly SubscriberId[],
  versionsOf: VersionsOf,
  open: ReadonlySet<string>,
) {
  const [answers, versions] = await Promise.all([ask(room, mailing, ids), versionsOf(ids)]);
  return new Map(
    ids.flatMap((id) => {
      const answer = answers.get(id) ?? 'no';
      const version = versionFor(answer, versions.get(id) ?? defaultVersion, open);
      return answer === 'no' ? [] : [[id, version] as const];
    }),
  );
}

/** Adds who has no row yet, in one transaction with the proof that this freezer is still the one; false when it is not. */
function addRows(
  room: Room,
  mailing: MailingRow,
  versions: ReadonlyMap<SubscriberId, string>,
  held: ReadonlyMap<SubscriberId, Held>,
): Promise<boolean> {
  const { db, clock, mailings, batches, recipients, sizes } = room;
  const batchCount = Math.ceil(versions.size / sizes.batch);
  return db.transaction(async (tx) => {
    const first = await mailings.takeBatchNumbers(mailing, batchCount, clock(), tx);
    if (first === null) return false;
    const known = await recipients.known(mailing.id, [...versions.keys()], tx);
    const rows = [...versions]
      .filter(([subscriber]) => !known.has(subscriber))
      .map(([subscriber, version], index): NewRecipient => {
        return {
          subscriber,
          version,
          batch: first + Math.floor(index / sizes.batch),
          place: index % sizes.batch,
          held: held.get(subscriber) ?? null,
        };
      });
    if (rows.length === 0) return true;
    await recipients.add(mailing.id, rows, clock(), tx);
    await batches.add(mailing.id, [...new Set(rows.map(({ batch }) => batch))], clock(), tx);
    return true;
  });
}

/** Versions with too few recipients fall to the default (SEG-9); then the sending can begin. */
async function complete(room: Room, mailing: MailingRow): Promise<void> {
  const { mailings, recipients, clock } = room;
  const people = await recipients.countVersions(mailing.id);
  const fallen = versionsToLevel(people, await sourceOf(room, mailing).minimumVersion(mailing));
  if (fallen.length > 0) await recipients.toDefault(mailing.id, fallen);
  const versions = [...levelled(people, fallen)].map(([version, count]) => ({ version, people: count }));
  // Who was overtaken after a first levelling finds the fallen ones gone; they are remembered together.
  const fellToDefault = [...new Set([...mailing.fellToDefault, ...fallen])];
  // Whoever took a break before the freeze has no row.
  const pausedBefore = mailing.purpose ? await room.consent.countPaused(mailing.purpose) : 0;
  await mailings.frozen(mailing, { frozenAt: clock(), versions, fellToDefault, pausedBefore });
}

async function* inChunks(ids: AsyncIterable<SubscriberId>, size: number): AsyncIterable<SubscriberId[]> {
  let chunk: SubscriberId[] = [];
  for await (const id of ids) {
    chunk.push(id);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
