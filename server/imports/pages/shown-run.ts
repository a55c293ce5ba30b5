/** An import as pages show it. */
import type { Translate } from '../../platform/i18n/index.ts';
import type { ImportRun, ImportState } from '../import-run.ts';

/** The shapes of templates/partials/glyph.hbs. */
const glyphs: Readonly<Record<ImportState, string>> = {
  uploading: 'never',
  mapping: 'never',
  checking: 'half',
  checked: 'wait',
  importing: 'half',
  stopped: 'no',
  finished: 'yes',
};

/** The run with its state in words, its shape, and how far it is. */
export function shownRun(run: ImportRun, t: Translate) {
  return {
    ...run,
    href: `/staff/imports/${run.id}`,
    stateWord: t(`imports:state.${run.state}`),
    glyph: glyphs[run.state],
    stateClass: { finished: 'good', stopped: 'warn' }[run.state as string] ?? '',
    percent: run.size === 0 ? 0 : Math.min(100, Math.round((run.bytes / run.size) * 100)),
    kilobytes: Math.max(1, Math.round(run.size / 1024)),
  };
}
