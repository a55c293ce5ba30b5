/** Takes a cut behind the back of a request, shows how far it is, and stops it (UX-4). */
import { setTimeout } from 'node:timers/promises';
import type { PurposeKey } from '../../consent/index.ts';
import type { CutProgress } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { readyCut, takeCut } from './current-cut.ts';

/** Most shops have their cut before anybody notices: so long it is waited for. */
const patienceMs = 1500;

/** Whether a question can be answered now; where it cannot, a cut is begun that goes on by itself. */
export async function prepareCut(room: GroupsRoom, audience: PurposeKey): Promise<boolean> {
  if (await readyCut(room, audience)) return true;
  room.taking ??= takeCut(room)
    .then(() => undefined)
    .catch((err: unknown) => room.log.warn({ err }, 'no cut was taken'))
    .finally(() => (room.taking = null));
  await Promise.race([room.taking, setTimeout(patienceMs, undefined, { ref: false })]);
  return (await readyCut(room, audience)) !== null;
}

/** How far the cut is that is being taken. */
export async function cutProgress({ cuts, subscribers }: GroupsRoom): Promise<CutProgress> {
  const cut = await cuts.underWay();
  if (!cut) return { state: (await cuts.stoppedAt()) ? 'stopped' : 'idle' };
  return { state: 'under-way', people: cut.people, of: Math.max(cut.people, await subscribers.count()) };
}
