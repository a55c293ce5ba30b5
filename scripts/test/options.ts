// Reads the command line of npm test.

export interface TestOptions {
  /** Also what takes long. */
  readonly full: boolean;
  /** The test files to run alone; all checks if there are none. */
  readonly only: readonly string[];
}

/** Reads `--full` and `--only FILE…`; ends the program at anything else. */
export function readOptions(args: readonly string[]): TestOptions {
  const at = args.indexOf('--only');
  const only = at < 0 ? [] : args.slice(at + 1).filter((arg) => arg !== '--full');
  const others = (at < 0 ? args : args.slice(0, at)).filter((arg) => arg !== '--full');
  if (others.length > 0 || (at >= 0 && only.length === 0)) {
    console.error('Usage: node scripts/test.mjs [--full] [--only test/NAME.test.ts …]');
    process.exit(2);
  }
  return { full: args.includes('--full'), only };
}
