import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import type { OptOuts, Step } from '../support/opt-out-process.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { endLeftTransactions } from '../support/test-db.ts';

describe('Processes that write opt-outs', function () {
  this.timeout(90_000);
  let shop: TestApp;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
  });
  after(() => shop.close());

  /** Runs the process to its end; answers the signal that ended it. */
  async function run(what: Pick<OptOuts, 'people' | 'purpose' | 'dieAt'>): Promise<string | null> {
    const uri = new URL(process.env['MONGODB_TEST_URI']!);
    uri.pathname = shop.db.connection.name;
    uri.searchParams.set('appName', shop.db.connection.name);
    const all: OptOuts = { ...what, uri: uri.toString(), journalDir: join(shop.dataDir, 'journal') };
    const script = join(import.meta.dirname, '../support/opt-out-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(all)], {
      stdio: 'inherit',
    });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(code ?? 0, 'it ended by itself').to.equal(0);
    return signal;
  }
  const withdrawn = async (id: SubscriberId) =>
    (await shop.app.consent.history(id)).filter(({ act }) => act === 'withdrawn').length;
  const restart = async () => {
    await shop.stop();
    shop = await startTestApp({}, { after: shop });
  };

  it('PRIV-7 an opt-out that reached the journal counts, wherever the process was killed after it', async () => {
    const steps: readonly Step[] = [
      'before the journal',
      'after the journal',
      'in the transaction',
      'after the commit',
    ];
    const people = new Map<Step, SubscriberId>();
    for (const [index, step] of steps.entries())
      people.set(step, await addPerson(shop, { email: `step${index}@example.com` }));
    const ends = await Promise.all(
      steps.map((dieAt) => run({ people: [people.get(dieAt)!], purpose: emailPurpose, dieAt })),
    );
    expect(ends).to.deep.equal(steps.map(() => 'SIGKILL'));
    expect(await endLeftTransactions(shop.db)).to.equal(1);
    const inTheLedger = await Promise.all(steps.map((step) => withdrawn(people.get(step)!)));
    expect(inTheLedger, 'only the committed one is there').to.deep.equal([0, 0, 0, 1]);

    for (const times of ['at the next start', 'and at no later one again']) {
      await restart();
      const found = await Promise.all(steps.map((step) => withdrawn(people.get(step)!)));
      expect(found, times).to.deep.equal([0, 1, 1, 1]);
      for (const step of steps) {
        const agreed = await shop.app.consent.agreedTo(people.get(step)!, emailPurpose);
        expect(agreed, step).to.equal(step === 'before the journal');
      }
    }
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('PRIV-7 what two processes write while a third one replays is recorded once each', async () => {
    const people: SubscriberId[] = [];
    for (let n = 0; n < 8; n += 1)
      people.push(await addPerson(shop, { email: `both${n}@example.com`, topics: ['roses'] }));
    let writing = true;
    const writers = Promise.all(
      [emailPurpose, 'interests.told'].map((purpose) => run({ people, purpose, dieAt: null })),
    ).finally(() => (writing = false));
    let replays = 0;
    while (writing) {
      await shop.app.privacy.replayJournal();
      replays += 1;
      await new Promise((wait) => setTimeout(wait, 20));
    }
    expect(await writers).to.deep.equal([null, null]);
    expect(replays).to.be.greaterThan(1);
    expect(await shop.app.privacy.replayJournal()).to.include({ locked: null, restored: false });
    for (const id of people) {
      expect(await withdrawn(id)).to.equal(2);
      expect([...(await shop.app.consent.standing(id)).values()].some(({ agreed }) => agreed)).to.equal(
        false,
      );
    }
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });
});
