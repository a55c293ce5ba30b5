/** Sends one window of rows: asks about all of them at once, hands over several at a time, writes the outcomes together. */
import { SECOND_MS, fresh } from '../../platform/clock/index.ts';
import { versionsNow } from '../recipients/ask-consent.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import type { BatchRun } from './batch-run.ts';
import { handOver, type Outcome } from './hand-over.ts';
import { heldNow } from '../recipients/hold-back.ts';
import { leaseMs } from './leases.ts';
import { noteOutcomes } from '../refusals/note-answers.ts';
import type { Room } from '../room.ts';

/** As many at once as the mailer keeps lines. */
const inFlight = 5;

/** A server may be slow: older answers would write to people who have left meanwhile (MAIL-13). */
const oldestAnswerMs = SECOND_MS;

/** Hands the rows over; whatever happens, what became of those that were begun is written. */
export async function sendWindow(room: Room, run: BatchRun, rows: readonly Recipient[]): Promise<void> {
  const ids = rows.map(({ subscriber }) => subscriber);
  const look = fresh(room.stopwatch, oldestAnswerMs, () =>
    Promise.all([
      versionsNow(room, run, rows),
      room.subscribers.findMany(ids),
      heldNow(room, run.mailing, ids),
    ]),
  );
  const waiting = [...rows];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    while (!room.stopping && !run.stopped && waiting.length > 0 && (await leaseHolds(room, run))) {
      const row = waiting.shift();
      if (!row) return;
      const [versions, people, held] = await look();
      const outcome = await handOver(room, run, {
        row,
        person: people.get(row.subscriber),
        version: versions.get(row.subscriber),
        held: held.get(row.subscriber),
      });
      if (outcome) outcomes.push(outcome);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: inFlight }, worker));
  await room.batchRows.record(run.batch, outcomes);
  await noteOutcomes(room, outcomes);
  for (const { reason } of workers.filter((one) => one.status === 'rejected')) throw reason;
}

/** A worker past its lease neither sends nor writes (DEL-3); a lease half used up is lengthened. */
async function leaseHolds({ batches, clock }: Room, run: BatchRun): Promise<boolean> {
  const left = run.leaseUntil.getTime() - clock().getTime();
  if (left > leaseMs / 2) return true;
  const renewed = left > 0 ? await batches.renew(run.batch, clock()) : null;
  if (renewed) run.leaseUntil = renewed.leaseUntil;
  else run.stopped = true;
  return renewed !== null;
}
