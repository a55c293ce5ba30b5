/** Brings the database up to what the journal says, at every start and after a restore; sending waits for it (PRIV-7). */
import type { Decision } from '../consent/index.ts';
import { MINUTE_MS } from '../platform/clock/index.ts';
import { ConfigError } from '../platform/config/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { type JournalFile, type JournalLine, readJournal } from '../platform/journal/index.ts';
import { eraseNow } from './erase-subscriber.ts';
import type { JournalStore, LockReason } from './journal-store.ts';
import type { PrivacyDeps } from './room.ts';

export interface JournalReplay {
  readonly locked: LockReason | null;
  /** Decisions that the ledger lacked, and erasures done again. */
  readonly decisions: number;
  readonly erasures: number;
  /** Files that the database knows of and that are missing, or shorter than it knows. */
  readonly missing: readonly string[];
}

export interface ReplayContext extends PrivacyDeps {
  readonly store: JournalStore;
  readonly installation: () => Promise<string>;
}

/** A transaction ends within a minute: what is older and not in the database will not come by itself. */
const settledAfterMs = 2 * MINUTE_MS;

/** Replays everything that is not under a head yet; where something is missing, or not settled, sending is locked. */
export async function replayJournal(context: ReplayContext): Promise<JournalReplay> {
  const heads = await context.store.heads();
  const files = await readJournal(context.journal.dir, heads);
  await refuseForeign(context, files);
  const own = context.journal.head().file;
  const missing = [...heads].filter(([name, lines]) => lengthOf(files, name) < lines).map(([name]) => name);
  const ahead = files.filter(({ file, lines }) => file !== own && lines.length > 0);
  const [young, settled] = divide(ahead, (file) => mayStillBeWritten(file, context.clock()));
  const { decisions, erasures } = await apply(
    context,
    settled.flatMap(({ lines }) => lines),
  );
  for (const { file, count } of settled) await context.store.saveHead({ file, lines: count });
  const locked = missing.length > 0 ? 'missing' : young.length > 0 ? 'unsettled' : null;
  await context.store.setLocked(locked);
  if (locked || decisions + erasures > 0)
    context.log.warn({ locked, decisions, erasures }, 'the journal was replayed');
  return { locked, decisions, erasures, missing };
}

/** A person records that what is missing is lost for good; answers the files. */
export async function acceptLoss(context: ReplayContext, reason: string): Promise<readonly string[]> {
  const { missing } = await replayJournal(context);
  const files = await readJournal(context.journal.dir, new Map());
  const shorter = files.filter(({ file }) => missing.includes(file));
  const gone = missing.filter((name) => !shorter.some(({ file }) => file === name));
  await context.store.addLoss(context.clock(), reason, missing);
  await context.store.setHeads(
    shorter.map(({ file, count }) => ({ file, lines: count })),
    gone,
  );
  await replayJournal(context);
  return missing;
}

async function refuseForeign({ installation }: ReplayContext, files: readonly JournalFile[]): Promise<void> {
  const ours = await installation();
  if (files.some((file) => file.installation !== '' && file.installation !== ours)) {
    throw new ConfigError(
      'JOURNAL_DIR: holds the journal of another installation; give each database a folder of its own',
    );
  }
}

async function apply(context: ReplayContext, lines: readonly (JournalLine | null)[]) {
  const wanted = lines.filter((line) => line !== null);
  const aborted = new Set(
    wanted.flatMap((line) => (line.kind === 'aborted' ? (line['ids'] as string[]) : [])),
  );
  const decisions = wanted
    .filter((line) => line.kind === 'decision' && !aborted.has(String(line['id'])))
    .map(asDecision)
    .sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime());
  const { recorded } = await context.consent.replay(decisions);
  let erasures = 0;
  for (const line of wanted.filter(({ kind }) => kind === 'erasure'))
    erasures += await eraseAgain(context, line);
  return { decisions: recorded, erasures };
}

type DateOfDecision = 'at' | 'recordedAt' | 'until';

function asDecision({ kind: _, ...line }: JournalLine): Decision {
  const { at, recordedAt, until, ...rest } = line as unknown as Decision & Record<DateOfDecision, string>;
  const dates = { at: new Date(at), recordedAt: new Date(recordedAt) };
  return { ...rest, ...dates, ...(until ? { until: new Date(until) } : {}) };
}

/** 1 when the person had come back with a backup. */
async function eraseAgain(context: ReplayContext, line: JournalLine): Promise<number> {
  const at = new Date(String(line['at']));
  await context.consent.suppressHash(String(line['hash']), 'erased', at);
  const person = await context.subscribers.find(line['subscriber'] as SubscriberId);
  if (!person) return 0;
  await eraseNow(context, person, at);
  return 1;
}

/** Of a process that runs, or that nobody here can ask, lines of the last minutes may be on their way still. */
function mayStillBeWritten({ writer, lines }: JournalFile, now: Date): boolean {
  const last = lines.findLast((line) => line !== null);
  const at = new Date(String(last?.['recordedAt'] ?? last?.['at'] ?? 0));
  return last?.kind !== 'close' && writer !== 'gone' && now.getTime() - at.getTime() < settledAfterMs;
}

function lengthOf(files: readonly JournalFile[], name: string): number {
  return files.find(({ file }) => file === name)?.count ?? 0;
}

function divide<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
