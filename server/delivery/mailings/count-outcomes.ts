/** Counts how far a mailing is; every page that looks at it shares the answer for two seconds. */
import { SECOND_MS, fresh } from '../../platform/clock/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { countDetails } from '../figures/read-figures.ts';
import type { Details } from '../figures/sum-figures.ts';
import type { Counts, MailingRow } from './mailings-store.ts';
import type { Room } from '../room.ts';

const shortestKeepMs = 2 * SECOND_MS;
/** Of millions of rows the answer is kept longer: at most a tenth of the time is spent on counting. */
const restFactor = 10;

/** What was kept at its end; else counted, and anew when its state changes. */
export function countOutcomes(room: Room, mailing: MailingRow): Promise<Counts> {
  const { id, state, figures, held } = mailing;
  if (figures) {
    room.counted.delete(id);
    return Promise.resolve({ figures, held: held ?? { paused: 0, frequency: 0 } });
  }
  const known = room.counted.get(id);
  if (known?.state === state) return known.counts();
  const now = () => room.clock().getTime();
  let keepMs = shortestKeepMs;
  const counts = fresh(
    now,
    () => keepMs,
    async () => {
      const from = now();
      const counted = await countNow(room, id);
      keepMs = Math.max(shortestKeepMs, restFactor * (now() - from));
      return counted;
    },
  );
  room.counted.set(id, { state, counts });
  return counts();
}

/** Everything that is kept when the rows go. */
export async function countForGood(room: Room, id: MailingId): Promise<Counts & { details: Details }> {
  const [counts, details] = await Promise.all([countNow(room, id), countDetails(room, id)]);
  return { ...counts, details };
}

/** Counts the rows as they are. */
async function countNow({ recipients }: Room, id: MailingId): Promise<Counts> {
  const [figures, held] = await Promise.all([recipients.figures(id), recipients.held(id)]);
  return { figures, held };
}
