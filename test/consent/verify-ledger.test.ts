import { expect } from 'chai';
import type { Decision, Finding } from '../../server/consent/index.ts';
import { commitmentTo } from '../../server/consent/proof/commit-evidence.ts';
import { hashLine } from '../../server/consent/proof/hash-line.ts';
import { isGenuine } from '../../server/consent/proof/root.ts';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { lastMailTo, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The ledger, edited by hand', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let people: SubscriberId[];

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
  });
  after(() => shop.close());

  // Each test begins with a whole ledger of three people, two of their lines from after the day's root.
  beforeEach(async () => {
    for (const name of ['ledger', 'ledger_roots', 'standings', 'evidence', 'subscribers'])
      await collection(name).deleteMany({});
    people = [];
    for (const n of [1, 2, 3])
      people.push(await addPerson(shop, { email: `p${n}@example.com`, topics: ['roses'] }));
    shop.clock.advance(DAY_MS);
    await shop.app.consent.publishDailyRoot();
    await stop(people[0]!);
    shop.clock.advance(DAY_MS);
    await shop.app.consent.publishDailyRoot();
    await stop(people[1]!);
  });

  const collection = (name: string) => shop.db.connection.collection<{ _id: string | number }>(name);
  const stop = (id: SubscriberId) =>
    shop.app.consent.record(id, [
      {
        ...{ purpose: emailPurpose, act: 'withdrawn', wording: null, language: 'nl', statementVersion: 1 },
        ...{ form: null, page: null, channel: 'telephone', actor: { kind: 'system' }, at: shop.clock() },
        evidence: 'She said no.',
      } as const,
    ]);
  const found = async (): Promise<readonly Finding['what'][]> => {
    const { findings } = await shop.app.consent.verifyLedger();
    return [...new Set(findings.map(({ what }) => what))].sort();
  };
  const ledgerOf = async (n: number): Promise<readonly Decision[]> => shop.app.consent.history(people[n]!);

  it('CON-4 is whole as it was written, and says which lines no root covers yet', async () => {
    const verification = await shop.app.consent.verifyLedger();
    expect(verification).to.deep.equal({ lines: 14, roots: 2, uncovered: 1, findings: [] });
    expect((await shop.app.consent.roots()).every(isGenuine)).to.equal(true);
  });

  it('CON-4 publishes one root a day, each with the one before and the number of all lines', async () => {
    expect(await shop.app.consent.publishDailyRoot()).to.equal(null);
    const [first, second] = await shop.app.consent.roots();
    expect(second).to.include({ number: 2, previous: first!.root, lines: 1, total: 13 });
  });

  it('CON-4 mails each root as plain text to whom the settings name, with all that it takes to check it', async () => {
    await shop.app.settings.change({ rootEmail: 'notary@example.com' });
    shop.clock.advance(DAY_MS);
    const mail = await lastMailTo(shop, 'notary@example.com');
    const root = (await shop.app.consent.roots()).at(-1)!;
    expect(root.number).to.equal(3);
    const { number, root: hash, previous, total, publicKey, signature } = root;
    for (const part of [number, hash, previous, total, publicKey, signature, `${shop.url}/ledger/roots.json`])
      expect(mail.text).to.include(String(part));
    expect(mail.html).to.equal('');
    await shop.work();
    expect(await mailsTo(shop, 'notary@example.com'), 'one a day').to.have.length(1);
    await shop.app.settings.change({ rootEmail: '' });
  });

  it('CON-4 a changed line is found, with its place', async () => {
    const [line] = await ledgerOf(2);
    await collection('ledger').updateOne({ _id: line!.id }, { $set: { at: new Date(0) } });
    const { findings } = await shop.app.consent.verifyLedger();
    expect(findings[0]).to.deep.equal({ what: 'line-changed', where: `${line!.ledgerId}/0` });
  });

  it('CON-4 a changed line whose hashes were all made to fit is found by the root', async () => {
    const rows = await collection('ledger')
      .find({ ledgerId: (await ledgerOf(2))[0]!.ledgerId })
      .sort({ place: 1 })
      .toArray();
    let previous: string | null = null;
    for (const row of rows) {
      const line = { ...(row as unknown as Decision), id: row._id, previous, language: 'en' } as Parameters<
        typeof hashLine
      >[0];
      const hash = hashLine(line);
      await collection('ledger').updateOne({ _id: row._id }, { $set: { language: 'en', previous, hash } });
      previous = hash;
    }
    await collection('standings').updateOne({ _id: people[2]! }, { $set: { head: previous } });
    expect(await found()).to.deep.equal(['root-differs']);
  });

  it('CON-4 a removed line is found', async () => {
    await collection('ledger').deleteOne({ _id: (await ledgerOf(2))[1]!.id });
    expect(await found())
      .to.include('line-missing')
      .and.include('root-differs');
  });

  it('CON-4 an inserted line is found', async () => {
    const [line] = await ledgerOf(2);
    const row = (await collection('ledger').findOne({ _id: line!.id }))!;
    await collection('ledger').insertOne({ ...row, _id: 'aaaaaaaaaaaaaaaa', place: 99 } as never);
    expect(await found()).to.include('line-changed');
  });

  it('CON-4 lines in another order are found', async () => {
    const [one, two] = await ledgerOf(2);
    await collection('ledger').updateOne({ _id: one!.id }, { $set: { place: 98 } });
    await collection('ledger').updateOne({ _id: two!.id }, { $set: { place: 0 } });
    await collection('ledger').updateOne({ _id: one!.id }, { $set: { place: 1 } });
    expect(await found()).to.include('line-changed');
  });

  it('CON-4 a ledger that was cut off is found, even before a root covers it', async () => {
    const last = (await ledgerOf(1)).at(-1)!;
    await collection('ledger').deleteOne({ _id: last.id });
    const { findings } = await shop.app.consent.verifyLedger();
    expect(findings).to.deep.equal([{ what: 'cut-off', where: `${last.ledgerId}/4` }]);
  });

  it('CON-4 a person who was taken out altogether is found by the root', async () => {
    await collection('ledger').deleteMany({ ledgerId: (await ledgerOf(2))[0]!.ledgerId });
    await collection('standings').deleteOne({ _id: people[2]! });
    expect(await found()).to.deep.equal(['root-differs']);
  });

  it('CON-4 a standing that differs from its decisions is found', async () => {
    const { purposes } = (await collection('standings').findOne({ _id: people[1]! })) as never as {
      purposes: object[];
    };
    const agreed = purposes.map((one) => ({ ...one, agreed: true }));
    await collection('standings').updateOne({ _id: people[1]! }, { $set: { purposes: agreed } });
    expect(await found()).to.deep.equal(['standing-differs']);
  });

  it('CON-4 a break that was moved, in the line or in the standing, is found', async () => {
    const { consent } = shop.app;
    const at = shop.clock();
    const how = { channel: 'preferences', actor: { kind: 'subscriber' }, form: null, page: null } as const;
    await consent.takeABreak(people[2]!, 1, { ...how, language: 'nl', statementVersion: 1, at });
    expect(await found()).to.deep.equal([]);
    const line = (await ledgerOf(2)).at(-1)!;
    const set = (until: Date) => collection('ledger').updateOne({ _id: line.id }, { $set: { until } });
    await set(new Date('2099-01-01'));
    expect(await found()).to.deep.equal(['line-changed', 'standing-differs']);
    await set(line.until!);
    await collection('standings').updateOne(
      { _id: people[2]! },
      { $set: { 'purposes.$[paused].pausedUntil': new Date('2026-01-01') } },
      { arrayFilters: [{ 'paused.pausedUntil': { $exists: true } }] },
    );
    expect(await found()).to.deep.equal(['standing-differs']);
  });

  it('CON-4 a root that was changed, or taken out, is found', async () => {
    await collection('ledger_roots').updateOne({ _id: 2 }, { $set: { lines: 7 } });
    expect(await found()).to.deep.equal(['root-differs', 'root-forged', 'root-missing']);
    await collection('ledger_roots').deleteOne({ _id: 1 });
    expect(await found()).to.include('root-missing');
  });

  it('CON-3 a wording whose words no longer match its hash is found', async () => {
    const { hash, text } = await shop.app.consent.wording(emailPurpose, 'nl');
    await collection('wordings').updateOne({ _id: hash }, { $set: { text: 'Everything, for ever.' } });
    expect(await found()).to.deep.equal(['wording-changed']);
    await collection('wordings').updateOne({ _id: hash }, { $set: { text } });
  });

  it('CON-4 evidence that no longer matches its commitment is found, one that was erased is not missed', async () => {
    const [one, two] = await Promise.all([0, 1].map(async (n) => (await ledgerOf(n)).at(-1)!));
    expect(one!.evidenceHash).to.equal(commitmentTo(one!.evidence!));
    expect(one!.evidenceHash, 'each with a salt of its own').not.to.equal(two!.evidenceHash);
    await collection('evidence').updateOne({ _id: one!.id }, { $set: { text: 'She said yes.' } });
    const { findings } = await shop.app.consent.verifyLedger();
    expect(findings).to.deep.equal([{ what: 'evidence-changed', where: one!.id }]);
    await collection('evidence').deleteMany({});
    expect(await found()).to.deep.equal([]);
    await collection('ledger').updateOne({ _id: one!.id }, { $set: { evidenceHash: two!.evidenceHash } });
    expect(await found())
      .to.include('line-changed')
      .and.include('root-differs');
  });

  it('PRIV-3 stays whole when a person is erased', async () => {
    await shop.app.privacy.eraseSubscriber(people[0]!, { kind: 'staff', id: newId() });
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });
});
