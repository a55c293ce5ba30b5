/**
 * How fast a file of customers comes in: uploaded by the product's own door, tried, and imported by a worker in a process
 * of its own, against the same documents put in by insertMany without any rule; and how fast all subscribers go out as a
 * file. The last line is JSON; with fewer than a million rows the seconds are scaled to a million, which it says.
 * `--rows N` sets how many rows the file has (a million).
 */
import { parseArgs } from 'node:util';
import { newsletterPurpose } from '../../../server/consent/index.ts';
import { demoPassword } from '../../../server/development/index.ts';
import { openDemo } from '../../demo/demo-shop.ts';
import { openVisitor, type Page } from '../../demo/visitor.ts';
import { databaseCpuS } from '../../lib/database-cpu.ts';
import { forkScript } from '../../lib/fork-script.ts';
import { countKinds, fileText } from './file.ts';
import { insertSame } from './reference.ts';
import type { Serving, Where, Worked } from './worker.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
const million = 1_000_000 / rows;

// What MongoDB takes by itself on a machine with 4 GB.
const shop = await openDemo({ cacheGb: 1.5 });
const staff = openVisitor(shop.url, 'en');
try {
  await bench();
} finally {
  await shop.close();
}

async function bench(): Promise<void> {
  await staff.submit(await staff.get('/staff/login'), '/staff/login', {
    ...{ email: 'demo@lesfleurs.test', password: demoPassword },
  });
  console.log('some people are known already …');
  const before = await upload('known.csv', fileText(rows, { onlyKnown: true }));
  await work('the first file');
  await press(before, '/import');
  await work('the first file');
  const columns = await upload('customers.csv', fileText(rows));
  const dry = await work('dry run');
  await press(columns, '/import');
  const imported = await work('import');
  await check();
  const exported = await download();
  const rowsPerS = rows / imported.seconds;
  const insertedPerS = await insertSame(shop.db, Math.min(rows, 50_000));
  console.log(`insertMany without any rule: ${insertedPerS.toFixed(0)} people/s`);
  console.log(
    JSON.stringify({
      rows,
      scaled: rows !== 1_000_000,
      dryRunMillionS: round(dry.seconds * million),
      importMillionS: round(imported.seconds * million),
      importPeakMb: Math.round(imported.peakMb),
      importUsPerRow: Math.round((imported.cpuS * 1e6) / rows),
      importDatabaseUsPerRow: Math.round((imported.databaseS * 1e6) / rows),
      exportMillionS: round((exported.seconds * 1_000_000) / exported.people),
      exportPeakMb: Math.round(exported.peakMb),
      rowsPerS: Math.round(rowsPerS),
      ratioToInsertMany: round(insertedPerS / rowsPerS),
    }),
  );
}

/** Uploads the file and confirms what is recognised; answers the path of its page. */
async function upload(name: string, text: Iterable<string>): Promise<string> {
  // Made first: it takes seconds, in which a connection that is open already would be given up.
  const file = [...text].join('');
  const page = await staff.upload(await staff.get('/staff/imports/new'), '/new', 'file', name, file);
  const path = page.path.replace(/\/columns$/, '');
  await staff.submit(page, '/columns');
  return path;
}

async function press(path: string, ending: string): Promise<Page> {
  return staff.submit(await staff.get(path), ending);
}

/** What the worker used, and what the database did meanwhile. */
async function work(what: string): Promise<Worked & { readonly databaseS: number }> {
  const worker = forkScript(import.meta.url, 'worker');
  const before = databaseCpuS();
  const worked = await worker.ask<Worked>(whereOf('import'));
  const databaseS = databaseCpuS() - before;
  worker.end();
  tell(what, worked);
  return { ...worked, databaseS };
}

/** Everybody as a file, from a process that does nothing else. */
async function download(): Promise<Worked & { readonly people: number }> {
  const worker = forkScript(import.meta.url, 'worker');
  const { port } = await worker.ask<Serving>(whereOf('serve'));
  const origin = `http://localhost:${port}`;
  const login = await fetch(`${origin}/staff/login`, {
    ...{ method: 'POST', redirect: 'manual', headers: { Origin: shop.url } },
    body: new URLSearchParams({ email: 'demo@lesfleurs.test', password: demoPassword }),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const path = `/staff/people/export.csv?newsletter=${newsletterPurpose('bloemenpost', 'email')}`;
  const startedAt = performance.now();
  const answer = await fetch(`${origin}${path}`, { headers: { Cookie: cookie } });
  let lines = 0;
  for await (const chunk of answer.body!) for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
  const seconds = (performance.now() - startedAt) / 1000;
  const used = { ...(await worker.ask<Worked>({})), seconds };
  worker.end();
  tell('export', used);
  const people = await shop.app.subscribers.count();
  if (lines !== people + 1) throw new Error(`${lines} lines for ${people} people`);
  return { ...used, people };
}

function whereOf(task: Where['task']): Where {
  return { task, uri: shop.databaseUri, dataDir: shop.dataDir, publicUrl: shop.url };
}

function tell(what: string, { seconds, cpuS, peakMb }: Worked): void {
  console.log(`${what}: ${seconds.toFixed(1)} s, ${cpuS.toFixed(1)} s CPU, ${peakMb.toFixed(0)} MB`);
}

/** What should have become of the rows has. */
async function check(): Promise<void> {
  const [run] = await shop.db.connection
    .collection<{ _id: string; state: string; counts: Record<string, number> }>('imports')
    .find()
    .sort({ uploadedAt: -1 })
    .limit(1)
    .toArray();
  const kinds = countKinds(rows);
  const { counts } = run!;
  const isRight =
    run!.state === 'finished' &&
    counts['new'] === kinds.new &&
    counts['unchanged'] === kinds.known + kinds.double &&
    counts['optOuts'] === kinds.no &&
    counts['refused'] === kinds['no proof'] + kinds['bad address'];
  if (!isRight) throw new Error(`not what the file says: ${JSON.stringify({ run, kinds })}`);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
