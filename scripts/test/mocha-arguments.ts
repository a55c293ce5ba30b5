// The command line of mocha; package.json holds the settings that do not change.

/** Arguments for Node that run these test files. Three at a time keep two cores busy: tests also wait. */
export function mochaArguments(only: readonly string[]): string[] {
  return [
    'node_modules/mocha/bin/mocha.js',
    ...['--reporter', 'scripts/test/reporter.mjs'],
    // A test that leaves something open must not keep the run from ending.
    '--exit',
    ...(only.length === 1 ? [] : ['--parallel', '--jobs', '3']),
    ...(only.length > 0 ? only : ['test/**/*.test.ts']),
  ];
}
