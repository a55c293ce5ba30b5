/** Counts the rows of a mailing for its pages; everybody who looks shares the answer for a moment. */
import { fresh, MINUTE_MS, plus, SECOND_MS } from '../../platform/clock/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { MailingRow } from '../mailings/mailings-store.ts';
import type { Room } from '../room.ts';
import { type Counted, type Details, sumFigures } from './sum-figures.ts';

const shortestKeepMs = 2 * SECOND_MS;
/** Of millions of rows the answer is kept longer: at most a tenth of the time is spent on counting. */
const keepFactor = 10;
/** The rate is that of the last minutes; right after the beginning, of half a minute at least. */
const rateOverMs = 5 * MINUTE_MS;
const shortestRateMs = 30 * SECOND_MS;

/** What was kept at its end; else counted, and anew when its state changes. */
export function countFigures(room: Room, { id, state, details }: MailingRow): Promise<Counted> {
  if (details) {
    room.counted.delete(id);
    return Promise.resolve({ details, perMinute: 0 });
  }
  const known = room.counted.get(id);
  if (known?.state === state) return known.read();
  const read = sharedForAMoment(room, id);
  room.counted.set(id, { state, read });
  return read();
}

function sharedForAMoment(room: Room, id: MailingId): () => Promise<Counted> {
  const now = () => room.clock().getTime();
  let keepMs = Infinity;
  const count = async (): Promise<Counted> => {
    const from = now();
    // Whoever asks while it is being counted waits for the same answer.
    keepMs = Infinity;
    const [details, perMinute] = await Promise.all([countDetails(room, id), countRate(room, id)]);
    keepMs = Math.max(shortestKeepMs, keepFactor * (now() - from));
    return { details, perMinute };
  };
  return fresh(now, () => keepMs, count);
}

/** Counts the rows as they are. */
export async function countDetails({ figures, clock }: Room, id: MailingId): Promise<Details> {
  const [cells, minutes] = await Promise.all([figures.cells(id, clock()), figures.minutes(id)]);
  return sumFigures(cells, minutes);
}

async function countRate({ figures, clock }: Room, id: MailingId): Promise<number> {
  const now = clock();
  const { answered, first } = await figures.recent(id, plus(now, -rateOverMs));
  const overMs = first ? Math.max(now.getTime() - first.getTime(), shortestRateMs) : rateOverMs;
  return (answered / overMs) * MINUTE_MS;
}
