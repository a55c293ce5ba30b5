/** The import as long work: nothing before the button, stopped, resumed after a crash, in memory that does not grow. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import { emailPurpose, openShop } from '../support/a-shop.ts';
import {
  type Browser,
  dryRun,
  headers,
  importFile,
  resultOf,
  until,
  upload,
  confirm,
} from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('An import under way', function () {
  this.timeout(90_000);
  let shop: TestApp;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    staff = await shop.staff('marketer');
  });
  after(() => shop.close());

  const people = (count: number, domain: string) =>
    [headers, ...Array.from({ length: count }, (_, n) => `p${n}@${domain};P;;ja;1-1-2025;Winkel`)].join('\n');
  const collection = (name: string) => shop.db.connection.collection<{ _id: string }>(name);
  const idOf = (path: string) => path.split('/').at(-1)!;
  const countOf = (domain: string) =>
    collection('subscribers').countDocuments({ email: { $regex: `@${domain}$` } });

  it('writes nothing before somebody presses Import now', async () => {
    const before = await collection('ledger').countDocuments();
    const path = await dryRun(shop, staff, `${people(30, 'dry.test')}\nnever@dry.test;;;nee;;`);
    expect(await resultOf(staff, path)).to.include({ new: 30, optOuts: 1 });
    expect(await countOf('dry.test')).to.equal(0);
    expect(await collection('ledger').countDocuments()).to.equal(before);
    expect(await collection('suppressions').countDocuments()).to.equal(0);
    await staff.post(`${path}/resume`).expect(409);
  });

  it('does what the dry run said, and a second time changes nothing', async () => {
    const file = `${people(120, 'same.test')}\nP3@same.test;P;;ja;1-1-2025;Winkel`;
    const dry = await resultOf(staff, await dryRun(shop, staff, file));
    expect(dry).to.include({ new: 120, unchanged: 1 });
    const real = await resultOf(staff, await importFile(shop, staff, file));
    expect(real).to.include({ new: 120, unchanged: 1, refused: 0 });
    expect(await countOf('same.test')).to.equal(120);
    expect(await resultOf(staff, await importFile(shop, staff, file))).to.include({
      new: 0,
      changed: 0,
      unchanged: 121,
    });
  });

  it('UX-4 can be stopped and resumed, and counts no row twice', async () => {
    const path = await dryRun(shop, staff, people(250, 'stop.test'));
    await staff.post(`${path}/import`).expect(303);
    const { text } = await staff.get(path).expect(200);
    expect(text).to.include('http-equiv="refresh"').and.include('Stop');
    const work = shop.work();
    await until(async () => (await countOf('stop.test')) > 0);
    await staff.post(`${path}/stop`).expect(303);
    await work;
    const stopped = await resultOf(staff, path);
    expect(stopped.text).to.include('Go on importing');
    expect(stopped.new)
      .to.equal(await countOf('stop.test'))
      .and.to.be.lessThan(250);
    await staff.post(`${path}/resume`).expect(303);
    await shop.work();
    expect(await resultOf(staff, path)).to.include({ new: 250, refused: 0 });
  });

  it('UX-4 goes on after a crash from the last booked row, with rows that were written but not booked counted once', async () => {
    const path = await dryRun(shop, staff, people(150, 'crash.test'));
    await staff.post(`${path}/import`).expect(303);
    // A worker that died with half a batch written: the booking is undone, the receipts and the lease stay.
    await shop.work();
    const lost = { row: 101, bytes: 0, state: 'importing', counts: { ...zero, rows: 100, new: 100 } };
    const lease = { lease: 'a-dead-worker', leaseUntil: new Date(shop.clock().getTime() + MINUTE_MS) };
    const file = await reupload(path);
    await collection('imports').updateOne({ _id: idOf(path) }, { $set: { ...lost, ...lease, file } });
    const written = Array.from({ length: 20 }, (_, n) => n + 102);
    await collection('import_receipts').insertMany(
      written.map((row) => ({ _id: `${idOf(path)}:${row}`, import: idOf(path), row, outcome: 'new' })),
    );
    await shop.work();
    expect((await resultOf(staff, path)).text).to.include('100 rows done');
    shop.clock.advance(2 * MINUTE_MS);
    await shop.work();
    const result = await resultOf(staff, path);
    expect(result.new).to.equal(120);
    expect(result.unchanged).to.equal(30);
    expect(await countOf('crash.test')).to.equal(150);
    const decisions = await collection('ledger').countDocuments({ 'actor.id': idOf(path) });
    expect(decisions).to.equal(300);
    expect(await collection('import_receipts').countDocuments({ import: idOf(path) })).to.equal(0);
  });

  // A finished import without refusals has deleted its upload: the crashed one still has it.
  const reupload = async (path: string) => {
    const other = await upload(staff, people(150, 'crash.test'));
    await confirm(staff, other);
    const found = await collection('imports').findOne({ _id: idOf(other) });
    await collection('imports').deleteOne({ _id: idOf(other) });
    expect(found, path).to.have.property('file');
    return (found as unknown as { file: string }).file;
  };

  it('is not started twice by pressing twice', async () => {
    const path = await dryRun(shop, staff, people(5, 'twice.test'));
    const answers = await Promise.all([staff.post(`${path}/import`), staff.post(`${path}/import`)]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    await shop.work();
    expect(await countOf('twice.test')).to.equal(5);
  });

  it('CON-9 leaves off the list who said no after an earlier import of the same file', async () => {
    const id = (await shop.app.subscribers.findByEmail('p0@same.test'))!.id;
    await shop.app.consent.stopEverything(id, {
      ...{ channel: 'page', actor: { kind: 'subscriber' }, form: null, page: null, language: 'nl' },
      ...{ statementVersion: 1, at: shop.clock() },
    });
    await importFile(shop, staff, people(120, 'same.test'));
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(false);
  });

  it('stays within its memory for a file of 45 MB with lines of 60 KB', async () => {
    const filler = 'x'.repeat(60_000);
    const rows = (from: number) =>
      Array.from({ length: 125 }, (_, n) => `p${from + n}@large.test;${filler};;;;`).join('\n');
    const file = Buffer.from([headers, ...Array.from({ length: 6 }, (_, n) => rows(n * 125))].join('\n'));
    const path = await upload(staff, file);
    await confirm(staff, path);
    // What GridFS reads ahead and the list of addresses seen take about 40 MB, however large the file is.
    const heap = watchHeap();
    await shop.work();
    expect(heap.highest() / 1024 / 1024, 'megabytes').to.be.lessThan(80);
    expect((await resultOf(staff, path)).text).to.include('750 rows in the file');
  });
});

const zero = {
  rows: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  optOuts: 0,
  refused: 0,
  ordersKept: 0,
  ordersDropped: 0,
};

/** How far what is really in use grows above what it is now. */
function watchHeap(): { highest(): number } {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const used = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const start = used();
  let highest = 0;
  const timer = setInterval(() => (highest = Math.max(highest, used() - start)), 700);
  return {
    highest: () => {
      clearInterval(timer);
      return highest;
    },
  };
}
