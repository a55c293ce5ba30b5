// The checks, each with what it counts for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mochaArguments } from './mocha-arguments.ts';
import { type Count, readCount } from './mocha-count.ts';
import { npmScript } from './npm-script.ts';
import type { TestOptions } from './options.ts';
import { type Ended, runProgram } from './run-program.ts';

export type { Count };

/** The types of everything. */
export async function types(): Promise<Count> {
  return oneCheck('types', await runProgram(npmScript('types')));
}

/** The linter's rules. */
export async function lint(): Promise<Count> {
  return oneCheck('lint', await runProgram(npmScript('lint')));
}

/** The way the files are laid out. */
export async function format(): Promise<Count> {
  const prettier = ['node_modules/prettier/bin/prettier.cjs', '--check', '.'];
  const cache = ['--cache', '--cache-strategy', 'content', '--cache-location', '.build/prettier-cache'];
  return oneCheck('format', await runProgram([...prettier, ...cache]));
}

/** The tests: counted one by one; a run that crashes or finds no test counts as one failure more. */
export async function tests({
  full,
  only,
  databaseUri,
}: TestOptions & { databaseUri: string }): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'voorkeur-tests-'));
  try {
    const report = join(folder, 'report.json');
    const live = only.length > 0;
    const env = { MONGODB_TEST_URI: databaseUri, MOCHA_REPORT: report, ...(full ? { FULL: '1' } : {}) };
    const ended = await runProgram(mochaArguments(only), { env, live });
    const count = await readCount(report, ended.succeeded);
    show('tests', ended, count.failed === 0, ` ${count.passed} passed, ${count.failed} failed,`);
    return count;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function oneCheck(name: string, ended: Ended): Count {
  show(name, ended, ended.succeeded);
  return ended.succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function show(name: string, { output, seconds }: Ended, succeeded: boolean, details = ''): void {
  if (!succeeded && output !== '') console.log(`\n${output.trim()}\n`);
  console.log(`${succeeded ? '✓' : '✗'} ${name}:${details} ${seconds.toFixed(1)} s`);
}
