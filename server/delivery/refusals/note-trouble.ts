/** Pauses a mailing when answers in a row say that something is wrong with us or with the line (DEL-5). */
import type { BatchRun } from '../batches/batch-run.ts';
import { pauseMailing } from '../mailings/start-mailing.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { SendResult } from '../../platform/mail/index.ts';
import type { Room } from '../room.ts';
import { afterAnswer, noStreak, type Trouble } from './trouble.ts';

/**
 * Counts the answer of a server; what the program itself broke off when it ends says nothing of the line. True where
 * something is wrong with that server alone, and the mailing goes on by others.
 */
export async function noteTrouble(
  room: Room,
  run: BatchRun,
  server: string,
  result: SendResult,
): Promise<boolean> {
  if (room.stopping || run.stopped) return false;
  const { id } = run.mailing;
  const ofServers = await room.pace.noteAnswer(server, result);
  if (ofServers === 'goes on') return true;
  const trouble = ofServers === 'none works' ? 'servers' : inARow(room, id, result);
  if (!trouble) return false;
  run.stopped = true;
  room.streaks.delete(id);
  room.log.error({ mailing: id, trouble }, 'a mailing is paused');
  await pauseMailing(room, id, { kind: 'program', because: `delivery:paused.${trouble}` });
  return false;
}

function inARow({ streaks }: Room, id: MailingId, result: SendResult): Trouble | null {
  const { streak, trouble } = afterAnswer(streaks.get(id) ?? noStreak, result);
  streaks.set(id, streak);
  return trouble;
}
