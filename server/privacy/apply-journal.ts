/** Does again what the journal says and the database lacks: decisions, roots, erasures with suppressions, then corrections. */
import type { Decision, JournalRoot } from '../consent/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { JournalFile, JournalLine } from '../platform/journal/index.ts';
import { eraseNow } from './erase-subscriber.ts';
import type { PrivacyDeps } from './room.ts';

export interface Applied {
  /** Decisions that the ledger lacked, erasures done again, people whose name or address was put right. */
  readonly decisions: number;
  /** Decisions of people who came after the backup: in the ledger again, and nobody's. */
  readonly ofNobody: number;
  readonly roots: number;
  /** Roots that are forged, or do not follow on what the database has: `npm run verify-ledger` says more. */
  readonly refusedRoots: number;
  readonly erasures: number;
  readonly corrections: number;
  /** Files with a correction that could not be read, or not be done. */
  readonly unreadable: readonly string[];
}

/** Goes through the lines that no head covers; those that were taken back are passed over. */
export async function applyJournal(context: PrivacyDeps, files: readonly JournalFile[]): Promise<Applied> {
  const lines = standing(files);
  const decisions = lines.filter(({ line }) => line.kind === 'decision').map(({ line }) => asDecision(line));
  const { recorded, ofNobody } = await context.consent.replay(
    inOrder(decisions, ({ recordedAt }) => recordedAt),
  );
  const roots = lines.filter(({ line }) => line.kind === 'root').map(({ line }) => asRoot(line));
  const { restored, refused } = await context.consent.replayRoots(roots);
  let erasures = 0;
  // In their order: who was erased, or blocked, may have signed up again since.
  const blocking = lines.filter(({ line }) => blockingKinds.has(line.kind));
  for (const { line } of inOrder(blocking, (one) => new Date(String(one.line['at'])))) {
    if (line.kind === 'erasure') erasures += await eraseAgain(context, line);
    else await context.consent.replaySuppression(line);
  }
  const corrected = await correctAgain(context, lines);
  await context.consent.markSuppressed(peopleOf(lines));
  return { decisions: recorded, ofNobody, roots: restored, refusedRoots: refused, erasures, ...corrected };
}

const blockingKinds = new Set(['erasure', 'suppression', 'suppression-lifted']);

interface Line {
  readonly file: string;
  readonly line: JournalLine;
}

function standing(files: readonly JournalFile[]): readonly Line[] {
  const all = files.flatMap(({ file, lines }) => lines.flatMap((line) => (line ? [{ file, line }] : [])));
  const aborted = new Set(
    all.flatMap(({ line }) => (line.kind === 'aborted' ? (line['ids'] as string[]) : [])),
  );
  return all.filter(({ line }) => !aborted.has(String(line['id'])));
}

type DateOfDecision = 'at' | 'recordedAt' | 'until';

function asDecision({ kind: _, ...line }: JournalLine): Decision {
  const { at, recordedAt, until, ...rest } = line as unknown as Decision & Record<DateOfDecision, string>;
  const dates = { at: new Date(at), recordedAt: new Date(recordedAt) };
  return { ...rest, ...dates, ...(until ? { until: new Date(until) } : {}) };
}

function asRoot({ kind: _kind, id: _id, late, at, ...root }: JournalLine): JournalRoot {
  return { root: { ...root, at: new Date(String(at)) }, late } as unknown as JournalRoot;
}

/** 1 when the person had come back with a backup. */
async function eraseAgain(context: PrivacyDeps, line: JournalLine): Promise<number> {
  const at = new Date(String(line['at']));
  const person = await context.subscribers.find(line['subscriber'] as SubscriberId);
  if (person) await eraseNow(context, person, String(line['hash']), at);
  else await context.consent.replaySuppression(line);
  return person ? 1 : 0;
}

// What their standing says of the address follows from the list and the address, which both may just have changed.
function peopleOf(lines: readonly Line[]): readonly SubscriberId[] {
  const concerned = lines.filter(
    ({ line }) => line.kind.startsWith('suppression') || line.kind === 'correction',
  );
  return concerned.flatMap(({ line }) => (line['subscriber'] ? [line['subscriber'] as SubscriberId] : []));
}

// After the erasures: an address may have been given up by one person before another took it.
async function correctAgain(
  { subscribers }: PrivacyDeps,
  lines: readonly Line[],
): Promise<Pick<Applied, 'corrections' | 'unreadable'>> {
  const corrections = lines.filter(({ line }) => line.kind === 'correction');
  let done = 0;
  const unreadable = new Set<string>();
  for (const { file, line } of inOrder(corrections, (one) => new Date(String(one.line['at'])))) {
    const became = await subscribers.replayCorrection(line);
    if (became === 'done') done += 1;
    if (became === 'impossible') unreadable.add(file);
  }
  return { corrections: done, unreadable: [...unreadable] };
}

function inOrder<T>(all: readonly T[], at: (one: T) => Date): readonly T[] {
  return [...all].sort((a, b) => at(a).getTime() - at(b).getTime());
}
