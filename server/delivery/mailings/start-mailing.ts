/** Starts a mailing, and steers it: pause, resume, cancel (DEL-4). */
import { Conflict } from '../../platform/errors/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { type Room, sourceOf } from '../room.ts';
import type { Actor, Mailing } from '../words.ts';

/** Puts it in line for `startsAt`; starting it twice is starting it once. Conflict where From and DKIM do not agree (MAIL-12). */
export async function startMailing(room: Room, mailing: Mailing, startsAt: Date): Promise<void> {
  const problem = room.mailer.alignmentProblem();
  if (problem !== null) throw new Conflict({ key: 'delivery:error.notAligned', values: { problem } });
  sourceOf(room, mailing);
  await room.mailings.add(mailing, startsAt);
}

/** Stops for now. Where the program wants it and it has stopped already, nothing is the matter. */
export async function pauseMailing(room: Room, id: MailingId, by: Actor): Promise<void> {
  const pausedBecause = by.kind === 'program' ? by.because : null;
  const note = { what: 'paused', at: room.clock(), by } as const;
  const before = await room.mailings.move(id, 'pause', { pausedBecause, leaseUntil: null }, note);
  if (!before && by.kind !== 'program') throw new Conflict({ key: 'delivery:error.notUnderWay' });
}

/** Goes on where it stopped. */
export async function resumeMailing(room: Room, id: MailingId, by: Actor): Promise<void> {
  const note = { what: 'resumed', at: room.clock(), by } as const;
  const before = await room.mailings.move(id, 'resume', { pausedBecause: null }, note);
  if (!before) throw new Conflict({ key: 'delivery:error.notPaused' });
  // Whoever presses that has seen to the servers.
  await room.pace.tryAll();
}

/** Stops for good; true when nobody got it, which is certain only before the first batch could be claimed. */
export async function cancelMailing(room: Room, id: MailingId, by: Actor): Promise<boolean> {
  const ended = { pausedBecause: null, leaseUntil: null, endedAt: room.clock() };
  const note = { what: 'cancelled', at: room.clock(), by } as const;
  const before = await room.mailings.move(id, 'cancel', ended, note);
  const mailing = before ?? (await room.mailings.find(id));
  // Where a stop of the program came in between, delivery was not told of it yet, or stopped it already.
  if (!mailing) return true;
  if (!before && mailing.state !== 'cancelled') throw new Conflict({ key: 'delivery:error.notUnderWay' });
  await room.recipients.skipPending(id, room.clock());
  return mailing.frozenAt === null;
}
