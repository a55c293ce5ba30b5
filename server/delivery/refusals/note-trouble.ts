/** Pauses a mailing when answers in a row say that something is wrong with us or with the line (DEL-5). */
import type { BatchRun } from '../batches/batch-run.ts';
import { pauseMailing } from '../mailings/start-mailing.ts';
import type { SendResult } from '../../platform/mail/index.ts';
import type { Room } from '../room.ts';
import { afterAnswer, noStreak } from './trouble.ts';

/** Counts the answer; what the program itself broke off when it ends says nothing of the line. */
export async function noteTrouble(room: Room, run: BatchRun, result: SendResult): Promise<void> {
  if (room.stopping || run.stopped) return;
  const { id } = run.mailing;
  const { streak, trouble } = afterAnswer(room.streaks.get(id) ?? noStreak, result);
  room.streaks.set(id, streak);
  if (!trouble) return;
  run.stopped = true;
  room.streaks.delete(id);
  room.log.error({ mailing: id, trouble }, 'a mailing is paused');
  await pauseMailing(room, id, { kind: 'program', because: `delivery:paused.${trouble}` });
}
