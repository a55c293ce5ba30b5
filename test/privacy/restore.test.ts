import { randomBytes } from 'node:crypto';
import { appendFile, readdir, rename, rm, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NewDecision } from '../../server/consent/index.ts';
import { DAY_MS, dutchDay, MINUTE_MS } from '../../server/platform/clock/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('After a restore', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let journalDir: string;

  beforeEach(async () => {
    shop = await startTestApp();
    journalDir = join(shop.dataDir, 'journal');
    await openShop(shop);
  });
  afterEach(() => shop.close());

  /** Copies the whole database; answers how to put it back as it was. */
  async function backup(): Promise<() => Promise<void>> {
    const { connection } = shop.db;
    const names = (await connection.listCollections()).map(({ name }) => name);
    const copies = await Promise.all(names.map((name) => connection.collection(name).find().toArray()));
    return async () => {
      for (const [index, name] of names.entries()) {
        const collection = shop.db.connection.collection(name);
        await collection.deleteMany({});
        if (copies[index]!.length > 0) await collection.insertMany(copies[index]!);
      }
    };
  }
  async function restart(): Promise<void> {
    await shop.stop();
    shop = await startTestApp({}, { after: shop });
  }
  const decision = (act: 'given' | 'confirmed' | 'withdrawn'): NewDecision => ({
    ...{ purpose: emailPurpose, act, wording: null, language: 'nl', statementVersion: 1 },
    ...{ form: null, page: null, channel: 'telephone', actor: { kind: 'system' }, at: shop.clock() },
  });
  const agreed = (id: SubscriberId) => shop.app.consent.agreedTo(id, emailPurpose);

  it('PRIV-7 who left after the backup stays out, and their signals with them', async () => {
    const id = await addPerson(shop, { email: 'anna@example.com', topics: ['roses'] });
    const putBack = await backup();
    await shop.app.consent.record(id, [
      decision('withdrawn'),
      { ...decision('withdrawn'), purpose: 'interests.told' },
    ]);
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    expect(await agreed(id)).to.equal(false);
    expect(await shop.app.interests.profile(id)).to.deep.equal([]);
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
    expect((await shop.app.consent.history(id)).filter(({ act }) => act === 'withdrawn')).to.have.length(2);
    await restart();
    expect(
      (await shop.app.consent.history(id)).filter(({ act }) => act === 'withdrawn'),
      'replayed once',
    ).to.have.length(2);
  });

  it('PRIV-7 who took a break after the backup is still on it', async () => {
    const id = await addPerson(shop, { email: 'pauline@example.com' });
    const putBack = await backup();
    const until = await shop.app.consent.takeABreak(id, 3, { ...decision('given'), channel: 'preferences' });
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.consent.pausedUntil(id)).to.deep.equal(until);
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('PRIV-7 who was erased after the backup does not come back with it', async () => {
    const id = await addPerson(shop, { email: 'bram@example.com' });
    const putBack = await backup();
    await shop.app.privacy.eraseSubscriber(id, { kind: 'staff', id: newId() });
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.subscribers.find(id)).to.equal(null);
    expect(await shop.app.consent.suppressionOf('bram@example.com')).to.deep.equal({ reason: 'erased' });
  });

  it('CON-10 PRIV-7 who was blocked after the backup stays blocked, somebody unknown who phoned too', async () => {
    const id = await addPerson(shop, { email: 'dood@example.com' });
    const putBack = await backup();
    const counter = await shop.staff('counter');
    const call = { email: 'Beller@example.org', channel: 'telephone', evidence: 'Wants nothing' };
    const on = dutchDay(shop.clock());
    await counter
      .post('/staff/people/opt-out')
      .type('form')
      .send({ ...call, on })
      .expect(303);
    await shop.app.consent.suppress('boos@example.com', 'complained', shop.clock());
    await shop.app.consent.suppress('dood@example.com', 'bounced', shop.clock(), undefined, ['post']);
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    const { consent } = shop.app;
    expect(await consent.suppressionOf('beller@example.org')).to.deep.equal({ reason: 'opted-out' });
    expect(await consent.suppressionOf('boos@example.com')).to.deep.equal({ reason: 'complained' });
    expect(await consent.blockedWays('dood@example.com'), 'its scope').to.deep.equal(['post']);
    expect((await consent.mayReceive([id], emailPurpose)).get(id)?.may).not.to.equal('no');
    await consent.suppress('dood@example.com', 'bounced', shop.clock());
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    const may = await shop.app.consent.mayReceive([id], emailPurpose);
    expect(may.get(id)?.may, 'nothing is sent to whom we know').to.equal('no');
    const journal = await Promise.all(
      (await readdir(journalDir)).map((name) => readFile(join(journalDir, name), 'utf8')),
    );
    expect(journal.join('')).not.to.match(/beller|boos@|dood@|example/i);
  });

  it('CON-10 PRIV-7 what was lifted after the backup stays lifted, and what was done in vain is not done again', async () => {
    const email = 'terug@example.com';
    const id = await addPerson(shop, { email });
    const { suppress } = shop.app.consent;
    await suppress(email, 'bounced', shop.clock());
    const putBack = await backup();
    shop.clock.advance(MINUTE_MS);
    await shop.app.consent.liftSuppression(email);
    const inVain = shop.db.transaction(async (tx) => {
      await suppress('other@example.com', 'complained', shop.clock(), tx);
      shop.db.beforeCommit(tx, () => Promise.reject(new Error('the disk is full')));
    });
    await inVain.then(
      () => expect.fail('it was written'),
      () => undefined,
    );
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    const { consent } = shop.app;
    expect(await consent.suppressionOf(email)).to.equal(null);
    expect(await consent.suppressionOf('other@example.com')).to.equal(null);
    expect((await consent.mayReceive([id], emailPurpose)).get(id)?.may).not.to.equal('no');

    // A process that broke off before it could say how far it was leaves an older line behind.
    await shop.stop();
    const hash = consent.suppressionHash(email);
    const at = new Date(shop.clock().getTime() - MINUTE_MS);
    const older = { kind: 'suppression', id: newId(), hash, reason: 'bounced', channels: ['email'], at };
    await writeJournal([older], 999_999_999);
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.consent.suppressionOf(email), 'an older line').to.equal(null);
  });

  it('PRIV-7 an address, a name and a postal address that were corrected after the backup stay corrected', async () => {
    const id = await addPerson(shop, { email: 'old@example.com', firstName: 'Old' });
    const putBack = await backup();
    const post = { street: 'Lindelaan 1', postcode: '1234 AB', town: 'Voorstad', country: 'NL' };
    await shop.app.subscribers.change(id, { firstName: 'New', post });
    await shop.db.transaction((tx) => shop.app.subscribers.changeEmail(id, 'new@example.com', tx));
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    const person = await shop.app.subscribers.get(id);
    expect(person).to.deep.include({ email: 'new@example.com', firstName: 'New', post });
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
  });

  it('PRIV-7 a corrected address that cannot be read locks sending until a person accepts that', async () => {
    const id = await addPerson(shop, { email: 'old@example.com' });
    const putBack = await backup();
    await shop.db.transaction((tx) => shop.app.subscribers.changeEmail(id, 'new@example.com', tx));
    await shop.stop();
    await putBack();
    const otherKey = { SUPPRESSION_KEYS: `k2:${randomBytes(32).toString('base64')}` };
    shop = await startTestApp(otherKey, { after: shop });
    expect(await shop.app.privacy.sendingLock()).to.equal('unreadable');
    expect(await shop.app.privacy.acceptLoss('The key is gone.')).to.have.length(1);
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
  });

  it('CON-4 PRIV-7 the roots that were published after the backup are put back, with all that they cover', async () => {
    const publish = async () => {
      shop.clock.advance(DAY_MS);
      return shop.app.consent.publishDailyRoot();
    };
    const anna = await addPerson(shop, { email: 'anna@example.com' });
    await publish();
    const bram = await addPerson(shop, { email: 'bram@example.com' });
    const putBack = await backup();
    await shop.app.consent.record(anna, [decision('withdrawn')]);
    await publish();
    const carla = await addPerson(shop, { email: 'carla@example.com' });
    await shop.app.consent.record(bram, [decision('withdrawn')]);
    await shop.app.privacy.eraseSubscriber(bram, { kind: 'system' });
    await publish();
    const published = await shop.app.consent.roots();
    const { lines } = await shop.app.consent.verifyLedger();

    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.subscribers.find(carla), 'she came after the backup').to.equal(null);
    expect(await shop.app.consent.roots()).to.deep.equal(published);
    expect(await shop.app.consent.verifyLedger()).to.deep.include({ lines, uncovered: 0, findings: [] });
    await shop.app.consent.record(anna, [decision('given'), decision('confirmed')]);
    expect(await publish()).to.include({ number: 4, previous: published.at(-1)!.root });
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('CON-4 PRIV-7 a root that is forged, or does not follow, is not put back', async () => {
    await addPerson(shop, { email: 'anna@example.com' });
    const root = (await shop.app.consent.publishDailyRoot())!;
    await shop.stop();
    const next = { ...root, kind: 'root', id: newId(), number: 2, previous: root.root, late: [] };
    const name = await writeJournal([next, { ...next, id: newId(), number: 7 }], 999_999_999);
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.consent.roots()).to.deep.equal([root]);
    await rm(join(journalDir, name));
  });

  it('PRIV-7 a database knows that it was restored, by the starts that only the journal has', async () => {
    const restores = async () =>
      ((await shop.db.connection.collection('journal_state').findOne())?.['restores'] ?? []) as Date[];
    const putBack = await backup();
    for (let starts = 0; starts < 2; starts += 1) await restart();
    expect(await restores()).to.have.length(0);
    await shop.stop();
    await putBack();
    shop = await startTestApp({}, { after: shop });
    expect(await restores()).to.have.length(1);
    await restart();
    expect(await restores(), 'known once').to.have.length(1);
  });

  it('PRIV-7 a crash between the journal and the database is mended at the next start', async () => {
    const id = await addPerson(shop, { email: 'carla@example.com' });
    const { ledgerId } = (await shop.app.consent.history(id))[0]!;
    await shop.stop();
    const line = {
      kind: 'decision',
      ...decision('withdrawn'),
      id: newId(),
      ledgerId,
      recordedAt: shop.clock(),
    };
    const aborted = { ...line, id: newId(), act: 'confirmed' };
    await writeJournal([line, aborted, { kind: 'aborted', ids: [aborted.id] }], 999_999_999);
    shop = await startTestApp({}, { after: shop });
    expect(await agreed(id)).to.equal(false);
    expect((await shop.app.consent.history(id)).at(-1)).to.include({ id: line.id, act: 'withdrawn' });
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('PRIV-7 a line that a crash tore is passed over', async () => {
    await shop.stop();
    const name = await writeJournal([], 999_999_999);
    await appendFile(join(journalDir, name), '{"kind":"decision","id":"half');
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
  });

  it('PRIV-7 an empty journal folder locks sending until a person accepts the loss', async () => {
    await addPerson(shop, { email: 'daan@example.com' });
    await shop.stop();
    await rename(journalDir, `${journalDir}-elsewhere`);
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.privacy.sendingLock()).to.equal('missing');
    await signUp('els@example.com');
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    await restart();
    expect(await shop.app.privacy.sendingLock(), 'still at the next start').to.equal('missing');

    expect(await shop.app.privacy.acceptLoss('The disk broke.')).to.have.length(1);
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(1);
    const state = await shop.db.connection.collection('journal_state').findOne();
    expect(state?.['losses']).to.have.length(1);
  });

  it('PRIV-7 a journal that is put back unlocks sending by itself', async () => {
    await shop.stop();
    await rename(journalDir, `${journalDir}-elsewhere`);
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.privacy.sendingLock()).to.equal('missing');
    for (const name of await readdir(`${journalDir}-elsewhere`)) {
      await writeFile(join(journalDir, name), await readFile(join(`${journalDir}-elsewhere`, name)));
    }
    await shop.work();
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
    await rm(`${journalDir}-elsewhere`, { recursive: true });
  });

  it('PRIV-7 a journal that was cut short locks sending', async () => {
    await addPerson(shop, { email: 'femke@example.com' });
    await shop.stop();
    const [name] = await readdir(journalDir);
    const lines = (await readFile(join(journalDir, name!), 'utf8')).split('\n');
    await writeFile(join(journalDir, name!), lines.slice(0, 1).join('\n') + '\n');
    shop = await startTestApp({}, { after: shop });
    expect(await shop.app.privacy.sendingLock()).to.equal('missing');
  });

  it('PRIV-7 lines that another process is just writing are waited for, not taken from it', async () => {
    const id = await addPerson(shop, { email: 'gijs@example.com' });
    const { ledgerId } = (await shop.app.consent.history(id))[0]!;
    const line = {
      kind: 'decision',
      ...decision('withdrawn'),
      id: newId(),
      ledgerId,
      recordedAt: shop.clock(),
    };
    await writeJournal([line], process.pid);
    await restart();
    expect(await shop.app.privacy.sendingLock()).to.equal('unsettled');
    expect(await agreed(id)).to.equal(true);
    shop.clock.advance(3 * MINUTE_MS);
    await shop.work();
    expect(await shop.app.privacy.sendingLock()).to.equal(null);
    expect(await agreed(id)).to.equal(false);
  });

  it('PRIV-7 the journal of another installation is refused', async () => {
    await shop.stop();
    const name = await writeJournal([], 999_999_999, 'another');
    const attempt = startTestApp({}, { after: shop });
    await attempt.then(
      () => expect.fail('it started'),
      (error: Error) => expect(error.message).to.match(/^JOURNAL_DIR: /),
    );
    await rm(join(journalDir, name));
    shop = await startTestApp({}, { after: shop });
  });

  /** A file as another process of this machine would have left it. */
  async function writeJournal(lines: readonly object[], pid: number, installation?: string): Promise<string> {
    const ours = installation ?? (await shop.app.settings.installation());
    const open = { kind: 'open', installation: ours, host: hostname(), pid, at: shop.clock() };
    const name = `${shop.clock().getTime() + 1}-${newId()}.jsonl`;
    await mkdir(journalDir, { recursive: true });
    const text = [open, ...lines].map((line) => JSON.stringify(line) + '\n').join('');
    await writeFile(join(journalDir, name), text);
    return name;
  }

  async function signUp(email: string): Promise<void> {
    expect((await postSignUp(shop, { email })).status).to.equal(303);
  }
});
