/** Tells every subscriber of a version of the statement by one mail, after a minute to take it back (UX-1). */
import type { PublishedStatement } from '../../consent/index.ts';
import { plus, SECOND_MS } from '../../platform/clock/index.ts';
import { Conflict } from '../../platform/errors/index.ts';
import { type AccountId, newId, type MailingId } from '../../platform/ids/index.ts';
import type { AnnouncementsRoom } from './room.ts';

/** The kind of mailing, by which delivery finds the source. */
export const kind = 'statement';

/** The first version was never another one, and one that counts no more or was taken back is news to nobody. */
export function canBeAnnounced({ state, summary }: PublishedStatement): boolean {
  return summary !== null && (state === 'in-force' || state === 'planned');
}

/** Hands it to delivery, to begin in `sendDelaySeconds`; Conflict when it was announced before or cannot be. */
export async function announce(room: AnnouncementsRoom, number: number, by: AccountId): Promise<void> {
  const statement = await room.consent.statements.get(number);
  if (!canBeAnnounced(statement)) throw new Conflict({ key: 'statements:error.notToAnnounce' });
  const mailing = newId<MailingId>();
  const { sendDelaySeconds } = await room.settings.current();
  const startsAt = plus(room.clock(), sendDelaySeconds * SECOND_MS);
  // First the announcement: what delivery then lacks is started again, and never twice.
  if (!(await room.store.begin({ statement: number, mailing, startsAt, by })))
    throw new Conflict({ key: 'statements:error.announced' });
  await start(room, mailing, startsAt);
}

/** Starts again what a stop of the program kept from delivery. */
export async function startForgotten(room: AnnouncementsRoom): Promise<void> {
  for (const { mailing, startsAt } of await room.store.open()) {
    if (mailing && !(await room.delivery.knows(mailing))) await start(room, mailing, startsAt);
  }
}

/** Stops it; true when nobody got it, so that it may be announced again. */
export async function stopAnnouncing(
  room: AnnouncementsRoom,
  number: number,
  by: AccountId,
): Promise<boolean> {
  const mailing = await mailingOf(room, number);
  const nobody = await room.delivery.cancel(mailing, { kind: 'staff', id: by });
  if (nobody) await room.store.takeBack(mailing);
  else await room.store.end(mailing, room.clock());
  return nobody;
}

/** The mailing that announces the version; Conflict where none does. */
export async function mailingOf({ store }: AnnouncementsRoom, number: number): Promise<MailingId> {
  const found = await store.find(number);
  if (!found?.mailing) throw new Conflict({ key: 'statements:error.notAnnounced' });
  return found.mailing;
}

function start({ delivery }: AnnouncementsRoom, id: MailingId, startsAt: Date): Promise<void> {
  return delivery.start({ id, kind, purpose: null, newsletter: null }, startsAt);
}
