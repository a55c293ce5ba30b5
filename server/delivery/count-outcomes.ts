/** Counts how far a mailing is; every page that looks at it shares the answer for two seconds. */
import { SECOND_MS } from '../platform/clock/index.ts';
import { fresh } from './fresh.ts';
import type { Figures, MailingRow } from './mailings-store.ts';
import type { Room } from './room.ts';

/** The figures that were kept at its end; else counted, and anew when its state changes. */
export function countOutcomes(room: Room, mailing: MailingRow): Promise<Figures> {
  const { id, state, figures } = mailing;
  if (figures) {
    room.counted.delete(id);
    return Promise.resolve(figures);
  }
  const known = room.counted.get(id);
  if (known?.state === state) return known.figures();
  const count = fresh(
    () => room.clock().getTime(),
    2 * SECOND_MS,
    () => room.recipients.figures(id),
  );
  room.counted.set(id, { state, figures: count });
  return count();
}
