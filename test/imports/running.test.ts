/** The import as long work: nothing before the button, stopped, resumed after a crash, in memory that does not grow. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { readJournal } from '../../server/platform/journal/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import {
  type Browser,
  confirm,
  dryRun,
  headers,
  importFile,
  resultOf,
  upload,
} from '../support/import-file.ts';
import type { Importing, ImportStep } from '../support/import-process.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { endLeftTransactions } from '../support/test-db.ts';

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
    const path = await dryRun(shop, staff, people(4000, 'stop.test'));
    await staff.post(`${path}/import`).expect(303);
    const { text } = await staff.get(path).expect(200);
    expect(text).to.include('http-equiv="refresh"').and.include('Stop');
    const { subscribers } = shop.app;
    const { createMany } = subscribers;
    // Pressed while the first rows are being written, however quickly that goes.
    subscribers.createMany = async (...all) => {
      subscribers.createMany = createMany;
      await staff.post(`${path}/stop`).expect(303);
      return createMany(...all);
    };
    await shop.work();
    const stopped = await resultOf(staff, path);
    expect(stopped.text).to.include('Go on importing');
    expect(stopped.new)
      .to.equal(await countOf('stop.test'))
      .and.to.be.greaterThan(0)
      .and.to.be.lessThan(4000);
    await staff.post(`${path}/resume`).expect(303);
    await shop.work();
    expect(await resultOf(staff, path)).to.include({ new: 4000, refused: 0 });
  });

  describe('killed in the middle', () => {
    const rows = (count: number) => [
      ...people(count, 'crash.test').split('\n'),
      ...['P7@crash.test;P;;ja;1-1-2025;Winkel', 'nobody;P;;ja;1-1-2025;Winkel'],
      ...['leaves@left.test;;;nee;;', 'never@left.test;;;nee;;'],
    ];
    const killed = async (dieAt: ImportStep, transaction: number) => {
      const uri = new URL(process.env['MONGODB_TEST_URI']!);
      uri.pathname = shop.db.connection.name;
      uri.searchParams.set('appName', shop.db.connection.name);
      const what: Importing = {
        ...{ uri: uri.toString(), dataDir: shop.dataDir, now: shop.clock().toISOString() },
        ...{ dieAt, transaction },
      };
      const script = join(import.meta.dirname, '../support/import-process.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(what)]);
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal, dieAt).to.equal('SIGKILL');
      await endLeftTransactions(shop.db);
      shop.clock.advance(2 * MINUTE_MS);
    };
    const ownLines = (path: string) =>
      collection('ledger')
        .find({ 'actor.id': idOf(path) })
        .toArray();

    it('UX-4 CON-9 loses no row and writes none twice, wherever it was, and the journal has all of it', async () => {
      const leaves = await addPerson(shop, { email: 'leaves@left.test' });
      const path = await dryRun(shop, staff, rows(3200).join('\n'));
      await staff.post(`${path}/import`).expect(303);
      await killed('after the commit', 2);
      const written = await countOf('crash.test');
      expect(written).to.be.within(1000, 2000);
      await killed('in the transaction', 2);
      await shop.app.privacy.replayJournal();
      await shop.work();

      expect(await resultOf(staff, path)).to.include({ new: 3200, unchanged: 1, optOuts: 2, refused: 1 });
      expect(await countOf('crash.test')).to.equal(3200);
      const lines = await ownLines(path);
      expect(lines).to.have.length(3200 + 1);
      expect(await shop.app.consent.agreedTo(leaves, emailPurpose)).to.equal(false);
      expect(await shop.app.consent.suppressionOf('never@left.test')).to.deep.equal({ reason: 'opted-out' });
      expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
      const journal = await readJournal(join(shop.dataDir, 'journal'), new Map());
      const inJournal = new Set(journal.flatMap((file) => file.lines.map((line) => line?.['id'])));
      expect(lines.filter(({ _id }) => !inJournal.has(_id))).to.deep.equal([]);
      expect(await collection('import_receipts').countDocuments({ import: idOf(path) })).to.equal(0);
    });
  });

  it('CON-9 writes nothing over a no that comes at the same moment', async () => {
    const { app } = shop;
    const [first, other] = [
      await addPerson(shop, { email: 'first@race.test', agrees: [] }),
      await addPerson(shop, { email: 'other@race.test', agrees: ['interests.told'] }),
    ];
    const refuse = (id: SubscriberId) =>
      app.consent.record(id, [
        {
          ...{ purpose: emailPurpose, act: 'refused', wording: null, language: 'nl', statementVersion: 1 },
          ...{ form: null, page: null, channel: 'page', actor: { kind: 'subscriber' }, at: shop.clock() },
        },
      ]);
    const { createMany } = app.subscribers;
    let times = 0;
    // Everybody was looked up, and nothing is written yet.
    app.subscribers.createMany = async (...all) => {
      times += 1;
      if (times === 1) {
        await Promise.all([refuse(first), refuse(other)]);
        await app.consent.suppress('new@race.test', 'complained', shop.clock());
      }
      return createMany(...all);
    };
    const yes = (name: string) => `${name}@race.test;P;;ja;1-1-2025;Winkel`;
    const file = [headers, ...['first', 'other', 'new', 'fourth'].map(yes)].join('\n');
    const result = await resultOf(staff, await importFile(shop, staff, file));
    app.subscribers.createMany = createMany;
    expect(times).to.be.greaterThan(1);
    expect(result).to.include({ new: 1, refused: 3 });
    const fourth = (await app.subscribers.findByEmail('fourth@race.test'))!.id;
    expect(await app.subscribers.findByEmail('new@race.test')).to.equal(null);
    const receivers = await app.consent.mayReceive([first, other, fourth], emailPurpose);
    expect([...receivers.values()].map(({ may }) => may)).to.deep.equal(['no', 'no', 'default']);
  });

  it('CON-10 lets a block count that no transaction could see', async () => {
    const { app } = shop;
    const { createMany } = app.subscribers;
    app.subscribers.createMany = async (...all) => {
      await createMany(...all);
      await app.consent.suppress('unseen@race.test', 'complained', shop.clock());
    };
    await importFile(shop, staff, `${headers}\nunseen@race.test;P;;ja;1-1-2025;Winkel`);
    app.subscribers.createMany = createMany;
    const { id } = (await app.subscribers.findByEmail('unseen@race.test'))!;
    expect((await app.consent.mayReceive([id], emailPurpose)).get(id)?.may).to.equal('no');
  });

  it('refuses a row that the database does not take, and stores all others', async () => {
    const validate = (validator: object) =>
      shop.db.connection.db!.command({ collMod: 'subscribers', validator });
    await validate({ email: { $ne: 'p33@odd.test' } });
    try {
      const result = await resultOf(staff, await importFile(shop, staff, people(60, 'odd.test')));
      expect(result).to.include({ new: 59, refused: 1 });
      expect(result.reasons[35]).to.include('We could not store this row');
      expect(await countOf('odd.test')).to.equal(59);
    } finally {
      await validate({});
    }
  });

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
