/** Reads the figures for the report of one mailing; every page that looks at it shares them for a moment. */
import { MINUTE_MS, plus, SECOND_MS } from '../../platform/clock/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { MailingState } from '../mailings/mailing-state.ts';
import type { MailingRow } from '../mailings/mailings-store.ts';
import { type Room, sourceOf } from '../room.ts';
import type { MailingFigures } from '../words.ts';
import type { CountedDetails } from './counted-details.ts';
import { guardedParts } from './guard-parts.ts';
import { type Details, sumFigures } from './sum-figures.ts';

const keepMs = 2 * SECOND_MS;
/** Of millions of rows the answer is kept longer: at most a tenth of the time is spent on counting. */
const restFactor = 9;
/** The rate is that of the last minutes; right after the beginning, of half a minute at least. */
const rateOverMs = 5 * MINUTE_MS;
const shortestRateMs = 30 * SECOND_MS;

/** Null for a mailing that was never started. */
export async function readFigures(room: Room, id: MailingId): Promise<MailingFigures | null> {
  const mailing = await room.mailings.find(id);
  if (!mailing) return null;
  const { details, perMinute } = await countOnce(room, mailing);
  const k = await sourceOf(room, mailing).minimumVersion(mailing);
  const { outcomes } = details;
  const goesOn = mailing.state === 'sending' && perMinute > 0;
  const leftMs = (outcomes.pending / perMinute) * MINUTE_MS;
  return {
    ...details,
    state: mailing.state,
    total: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    skipped: guardedParts(details.skipped, k),
    perMinute: mailing.state === 'sending' ? Math.round(perMinute) : null,
    remaining: outcomes.pending + outcomes.again,
    expectedEnd: goesOn && outcomes.pending > 0 ? plus(room.clock(), leftMs) : null,
  };
}

/** What was kept at its end; else counted, and anew when its state changes. */
function countOnce(room: Room, { id, state, details }: MailingRow): CountedDetails['counts'] {
  if (details) {
    room.detailed.delete(id);
    return Promise.resolve({ details, perMinute: 0 });
  }
  const known = room.detailed.get(id);
  if (known?.state === state && room.clock() < known.until) return known.counts;
  return countAnew(room, id, state);
}

function countAnew(room: Room, id: MailingId, state: MailingState): CountedDetails['counts'] {
  const asked = room.clock().getTime();
  const counts = Promise.all([countDetails(room, id), countRate(room, id)]);
  // Whoever asks while it is being counted waits for the same answer.
  const counted: CountedDetails = {
    state,
    until: new Date(8.64e15),
    counts: counts.then(([details, perMinute]) => {
      const tookMs = room.clock().getTime() - asked;
      counted.until = plus(room.clock(), Math.max(keepMs - tookMs, restFactor * tookMs));
      return { details, perMinute };
    }),
  };
  counted.counts.catch(() => room.detailed.delete(id));
  room.detailed.set(id, counted);
  return counted.counts;
}

/** Counts the rows as they are. */
export async function countDetails({ figures }: Room, id: MailingId): Promise<Details> {
  const [cells, minutes] = await Promise.all([figures.cells(id), figures.minutes(id)]);
  return sumFigures(cells, minutes);
}

async function countRate({ figures, clock }: Room, id: MailingId): Promise<number> {
  const now = clock();
  const { answered, first } = await figures.recent(id, plus(now, -rateOverMs));
  const overMs = first ? Math.max(now.getTime() - first.getTime(), shortestRateMs) : rateOverMs;
  return (answered / overMs) * MINUTE_MS;
}
