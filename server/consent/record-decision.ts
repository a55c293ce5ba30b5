/** Records decisions: the journal first, then ledger, standing and followers in one transaction. */
import type { Clock } from '../platform/clock/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { gather } from '../platform/gather/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { type Journal, takeBack } from '../platform/journal/index.ts';
import { asJournalLine, asLines } from './as-lines.ts';
import { LedgerBegunElsewhere } from './ledger/standings-store.ts';
import type { Decision, NewDecision, PersonsWish } from './words.ts';
import { knownPurposes, type WriteContext, writeDecisions } from './write-decisions.ts';

export interface RecordContext extends WriteContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  /** Throws Conflict where a yes is said to words that do not count any more. */
  readonly refuseOutdated: (wanted: readonly NewDecision[]) => Promise<void>;
  /** Records together with what others want recorded at the same time. */
  readonly together: (recording: Recording) => Promise<readonly Decision[]>;
}

/** What is to be recorded of one person, and what belongs into the same transaction. */
export interface Recording extends PersonsWish {
  /** Runs first. Like `afterwards`, it runs again when the transaction is retried. */
  readonly alongside?: ((tx: Tx) => Promise<void>) | undefined;
  /** Runs last, when the decisions stand already. */
  readonly afterwards?: ((tx: Tx) => Promise<void>) | undefined;
}

/** More people a transaction made nothing quicker. */
const mostTogether = 100;

/**
 * Appends the decisions of one person. `alongside` runs first in the same transaction and `afterwards` last, when the
 * decisions stand already; both run again when it is retried.
 */
export async function recordDecisions(
  context: RecordContext,
  subscriber: SubscriberId,
  wanted: readonly NewDecision[],
  alongside?: Recording['alongside'],
  afterwards?: Recording['afterwards'],
): Promise<readonly Decision[]> {
  await knownPurposes(context, wanted);
  await context.refuseOutdated(wanted);
  const recording = { subscriber, wanted, alongside, afterwards };
  const isAlone = alongside !== undefined || afterwards !== undefined || wanted.length === 0;
  return isAlone ? recordAlone(context, recording) : context.together(recording);
}

/**
 * What comes in at the same time, and takes nothing else along, shares one wait for the disk and one transaction; where
 * that fails, each is tried by itself.
 */
export function gatherRecordings(context: () => RecordContext): RecordContext['together'] {
  return gather(
    mostTogether,
    ({ subscriber }) => subscriber,
    async (recordings) => {
      const all = await recordTogether(context(), recordings).catch(() => null);
      if (all) return all.map((value) => ({ status: 'fulfilled', value }));
      return Promise.allSettled(recordings.map((recording) => recordAlone(context(), recording)));
    },
  );
}

async function recordAlone(context: RecordContext, recording: Recording): Promise<readonly Decision[]> {
  try {
    return (await recordTogether(context, [recording]))[0]!;
  } catch (error) {
    // Of two first decisions at the same moment, the later one goes into the ledger that the other has begun.
    if (error instanceof LedgerBegunElsewhere) return (await recordTogether(context, [recording]))[0]!;
    throw error;
  }
}

/** The journal first, then everything in one transaction; what comes alongside comes alone. */
async function recordTogether(
  context: RecordContext,
  recordings: readonly Recording[],
): Promise<readonly (readonly Decision[])[]> {
  // The journal needs the ledger's id before the transaction; a new one exists only when that is through.
  const people = await asLines(context, recordings);
  const decisions = people.flatMap((one) => one.decisions);
  const done = await context.journal.append(decisions.map(asJournalLine));
  const written = people.filter((one) => one.decisions.length > 0);
  await context.db
    .transaction(async (tx) => {
      for (const { alongside } of recordings) await alongside?.(tx);
      if (written.length > 0) await writeDecisions(context, written, tx);
      for (const { afterwards } of recordings) await afterwards?.(tx);
    })
    .catch(async (error: unknown) => {
      await takeBack(context.journal, decisions);
      throw error;
    })
    .finally(done);
  return people.map((one) => one.decisions);
}
