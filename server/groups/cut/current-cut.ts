/** Which cut is counted from, and when a new one is taken: once a day, and on demand while there is none (SEG-5). */
import type { PurposeKey } from '../../consent/index.ts';
import { dutchDay } from '../../platform/clock/index.ts';
import { Unavailable } from '../../platform/errors/index.ts';
import { countIn } from '../guard/count-in-cut.ts';
import type { Cut } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { audienceValue } from '../rules/values.ts';
import { size } from './bits.ts';
import { buildCut } from './build-cut.ts';

/** The newest cut, made on the spot where there is none; throws Unavailable while the program is stopping. */
export async function currentCut(room: GroupsRoom, audience: PurposeKey): Promise<Cut> {
  return (await readyCut(room, audience)) ?? takeCut(room);
}

/** The newest cut, where it can be counted from. */
export async function readyCut(room: GroupsRoom, audience: PurposeKey): Promise<Cut | null> {
  const newest = await room.cuts.newest();
  return newest && !(await isOutgrown(room, newest, audience)) ? newest : null;
}

/** A new cut of now, in which the saved groups are counted first, in the order they were made. */
export async function takeCut(room: GroupsRoom): Promise<Cut> {
  const cut = await buildCut(room, (built) => countSaved(room, built));
  if (!cut) throw new Unavailable('no cut could be taken');
  await forgetOldCuts(room);
  return cut;
}

/** The daily job: a new cut where the newest is not of today, or one that somebody left unfinished. */
export async function takeDailyCut(room: GroupsRoom): Promise<void> {
  const newest = await room.cuts.newest();
  const today = dutchDay(room.clock());
  const stoppedAt = await room.cuts.stoppedAt();
  if (stoppedAt && dutchDay(stoppedAt) === today) return;
  if (newest && dutchDay(newest.takenAt) === today && !(await room.cuts.isLeft(room.clock()))) return;
  if (await buildCut(room, (built) => countSaved(room, built))) await forgetOldCuts(room);
}

/**
 * As long as a cut gave no number at all, nothing can be subtracted from it: it may be replaced on the same day. That is
 * done where a twentieth of the readers came or went since, so that a shop that starts today need not wait for tomorrow.
 */
async function isOutgrown(room: GroupsRoom, cut: Cut, audience: PurposeKey): Promise<boolean> {
  if (await room.store.hasNumbers(cut.id)) return false;
  const value = audienceValue(audience);
  const then = size((await room.bitmaps(cut.id, [value])).get(value)!);
  const now = await room.consent.countReceivers(audience);
  return Math.abs(now - then) > Math.max(then, now) / 20;
}

async function countSaved(room: GroupsRoom, cut: Cut): Promise<void> {
  const groups = [...(await room.store.list())].sort((a, b) => Number(a.createdAt) - Number(b.createdAt));
  for (const { purpose } of await room.audienceChoices())
    for (const { rule } of groups) await countIn(room, cut, rule, purpose);
}

async function forgetOldCuts({ cuts, store }: GroupsRoom): Promise<void> {
  const old = await cuts.old();
  if (old.length === 0) return;
  await store.forgetCounted(old);
  await cuts.remove(old);
}
