// Runs all checks, or only the test files that are named, on one throw-away database, and counts what passed.
import { openTestDatabase } from './test-database.ts';
import { endRunning } from './run-program.ts';
import { readOptions } from './options.ts';
import { type Count, format, lint, tests, types } from './phases.ts';

const options = readOptions(process.argv.slice(2));
const database = openTestDatabase(process.env['MONGODB_TEST_URI']);
let interruptedAt: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void interrupt());

const counts = await run().catch(failedToRun);
await database.close();
const passed = sum(counts.map((count) => count.passed));
const failed = sum(counts.map((count) => count.failed));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** The tests wait for the database most of the time, so that the other checks run beside them. */
async function run(): Promise<Count[]> {
  const mocha = async () => tests({ ...options, databaseUri: await database.uri });
  if (options.only.length > 0) return [await mocha()];
  console.log('Running the tests, and beside them types, lint and format…');
  const beside = async () => [await types(), await lint(), await format()];
  const [counted, checked] = await Promise.all([mocha(), beside()]);
  return [counted, ...checked];
}

function failedToRun(error: unknown): Count[] {
  console.error(error instanceof Error ? error.message : error);
  return [{ passed: 0, failed: 1 }];
}

/** Signals come in pairs (from the terminal and from npm): only one that comes later means haste. */
async function interrupt(): Promise<void> {
  if (interruptedAt !== undefined)
    return performance.now() - interruptedAt > 3000 ? process.exit(130) : undefined;
  interruptedAt = performance.now();
  console.error('\nInterrupted: closing the database…');
  endRunning();
  await database.close();
  process.exit(130);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
