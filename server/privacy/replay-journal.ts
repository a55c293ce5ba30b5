/** Brings the database up to what the journal says, at every start and after a restore; sending waits for it (PRIV-7). */
import { MINUTE_MS } from '../platform/clock/index.ts';
import { ConfigError } from '../platform/config/index.ts';
import { type JournalFile, readJournal } from '../platform/journal/index.ts';
import type { Settings } from '../settings/index.ts';
import { type Applied, applyJournal } from './apply-journal.ts';
import type { JournalStore, LockReason } from './journal-store.ts';
import type { PrivacyDeps } from './room.ts';

export interface JournalReplay extends Applied {
  readonly locked: LockReason | null;
  /** Whether the journal knows of later starts than the database, which a backup was put back into then. */
  readonly restored: boolean;
  /** Files that the database knows of and that are missing, or shorter than it knows. */
  readonly missing: readonly string[];
}

export interface ReplayContext extends PrivacyDeps {
  readonly store: JournalStore;
  readonly settings: Pick<Settings, 'current' | 'installation' | 'epoch' | 'raiseEpoch'>;
}

/** A transaction ends within a minute: what is older and not in the database will not come by itself. */
const settledAfterMs = 2 * MINUTE_MS;

/** Replays everything that is not under a head yet; where something is missing, or not settled, sending is locked. */
export async function replayJournal(context: ReplayContext): Promise<JournalReplay> {
  const heads = await context.store.heads();
  const files = await readJournal(context.journal.dir, heads);
  await refuseForeign(context, files);
  const restored = await noteRestore(context, files);
  const own = context.journal.head().file;
  const missing = [...heads].filter(([name, lines]) => lengthOf(files, name) < lines).map(([name]) => name);
  const ahead = files.filter(({ file, lines }) => file !== own && lines.length > 0);
  const [young, settled] = divide(ahead, (file) => mayStillBeWritten(file, context.clock()));
  const applied = await applyJournal(context, settled);
  for (const { file, count } of settled) {
    if (!applied.unreadable.includes(file)) await context.store.saveHead({ file, lines: count });
  }
  const locked = lockFor(missing.length > 0, applied.unreadable.length > 0, young.length > 0);
  await context.store.setLocked(locked);
  const { unreadable: _, ...counts } = applied;
  if (locked || restored || Object.values(counts).some((count) => count > 0))
    context.log.warn({ locked, restored, ...counts }, 'the journal was replayed');
  return { ...applied, locked, restored, missing };
}

/** A person records that what is missing is lost for good; answers the files. */
export async function acceptLoss(context: ReplayContext, reason: string): Promise<readonly string[]> {
  const { missing, unreadable } = await replayJournal(context);
  const lost = [...missing, ...unreadable];
  const files = await readJournal(context.journal.dir, new Map());
  const there = files.filter(({ file }) => lost.includes(file));
  const gone = lost.filter((name) => !there.some(({ file }) => file === name));
  await context.store.addLoss(context.clock(), reason, lost);
  await context.store.setHeads(
    there.map(({ file, count }) => ({ file, lines: count })),
    gone,
  );
  await replayJournal(context);
  return lost;
}

async function refuseForeign({ settings }: ReplayContext, files: readonly JournalFile[]): Promise<void> {
  const ours = await settings.installation();
  if (files.some((file) => file.installation !== '' && file.installation !== ours)) {
    throw new ConfigError(
      'JOURNAL_DIR: holds the journal of another installation; give each database a folder of its own',
    );
  }
}

/** Of a process that runs, or that nobody here can ask, lines of the last minutes may be on their way still. */
function mayStillBeWritten({ writer, lines }: JournalFile, now: Date): boolean {
  const last = lines.findLast((line) => line !== null);
  const at = new Date(String(last?.['recordedAt'] ?? last?.['at'] ?? 0));
  return last?.kind !== 'close' && writer !== 'gone' && now.getTime() - at.getTime() < settledAfterMs;
}

// The files were read before: whoever starts meanwhile has counted in the database already.
async function noteRestore(
  { settings, store, clock }: ReplayContext,
  files: readonly JournalFile[],
): Promise<boolean> {
  const latest = Math.max(0, ...files.map(({ epoch }) => epoch));
  if (latest <= (await settings.epoch())) return false;
  await settings.raiseEpoch(latest);
  await store.addRestore(clock());
  return true;
}

function lockFor(missing: boolean, unreadable: boolean, unsettled: boolean): LockReason | null {
  if (missing) return 'missing';
  if (unreadable) return 'unreadable';
  return unsettled ? 'unsettled' : null;
}

function lengthOf(files: readonly JournalFile[], name: string): number {
  return files.find(({ file }) => file === name)?.count ?? 0;
}

function divide<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
