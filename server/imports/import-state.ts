/** From which state an import may go where: a pure table, so that every edge can be tested. */
import type { ImportState } from './import-run.ts';

export const steps = {
  /** The columns are confirmed, also again after a dry run. */
  check: { from: ['mapping', 'checked'], to: 'checking' },
  checked: { from: ['checking'], to: 'checked' },
  /** Nothing was written yet, so a dry run that stops is simply not done. */
  leaveCheck: { from: ['checking'], to: 'mapping' },
  /** The one step after which something is written. */
  importNow: { from: ['checked'], to: 'importing' },
  stop: { from: ['importing'], to: 'stopped' },
  resume: { from: ['stopped'], to: 'importing' },
  finish: { from: ['importing'], to: 'finished' },
} as const satisfies Readonly<Record<string, { from: readonly ImportState[]; to: ImportState }>>;

export type Step = keyof typeof steps;

/** States in which a worker is busy with it. */
export const busyStates: readonly ImportState[] = ['checking', 'importing'];

/** States in which it can be removed altogether, because nothing of it was ever written. */
export const unwrittenStates: readonly ImportState[] = ['mapping', 'checked'];

/** States after a run, in which the upload can be deleted and the record of the run stays. */
export const writtenStates: readonly ImportState[] = ['stopped', 'finished'];
