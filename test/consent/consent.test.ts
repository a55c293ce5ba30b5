import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import {
  openConsent,
  type Act,
  type Consent,
  type Decision,
  type NewDecision,
} from '../../server/consent/index.ts';
import { DAY_MS, plus, plusMonths } from '../../server/platform/clock/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openJournal, type Journal } from '../../server/platform/journal/index.ts';
import { openSettings } from '../../server/settings/index.ts';
import { openSubscribers, type Subscribers } from '../../server/subscribers/index.ts';
import { newLedgerKey } from '../support/ledger-key.ts';
import { testClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

const letters = 'newsletter.letters.email';

describe('Consent', () => {
  const clock = testClock();
  let db: TestDb;
  let dir: string;
  let journal: Journal;
  let subscribers: Subscribers;
  let consent: Consent;
  let followed: Decision[] = [];
  let failing = false;
  let failingFor: SubscriberId | null = null;

  before(async () => {
    db = await testDb();
    dir = await mkdtemp(join(tmpdir(), 'voorkeur-journal-'));
    journal = await openJournal(dir, 'test', clock());
    const keys = [{ id: 's1', key: randomBytes(32) }];
    subscribers = openSubscribers({ db, clock, journal, sealKeys: keys });
    consent = openConsent({
      db,
      clock,
      journal,
      settings: openSettings({ db, clock }),
      subscribers,
      ledgerKey: newLedgerKey(),
      suppressionKeys: keys,
      followers: () => [
        {
          follow: (made) => {
            if (failing || made.some(({ subscriber }) => subscriber === failingFor))
              return Promise.reject(new Error('the follower fails'));
            followed.push(...made.map(({ decision }) => decision));
            return Promise.resolve();
          },
        },
      ],
    });
    await db.ready();
    await consent.setUp();
    await consent.definePurpose(
      { key: letters, channel: 'email', newsletter: newId(), needsConfirmation: true, termMonths: null },
      [{ language: 'en', label: 'Send me letters', text: 'About twice a month.' }],
    );
  });
  after(async () => {
    await journal.close();
    await db.drop();
    await rm(dir, { recursive: true });
  });
  beforeEach(() => {
    followed = [];
    failing = false;
    failingFor = null;
  });

  const person = (email = `${newId()}@example.com`) =>
    db.transaction((tx) => subscribers.create({ email, language: 'en' }, clock(), tx));
  const decision = (act: Act, purpose = letters): NewDecision => ({
    purpose,
    act,
    wording: null,
    language: 'en',
    statementVersion: 1,
    form: 'sign-up',
    page: '/sign-up',
    channel: 'page',
    actor: { kind: 'subscriber' },
    at: clock(),
  });

  const listed = async (ids: AsyncIterable<SubscriberId>): Promise<SubscriberId[]> => {
    const all: SubscriberId[] = [];
    for await (const id of ids) all.push(id);
    return all;
  };

  const readJournal = async () => {
    const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
    const lines = texts
      .join('')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map(
      (line) => JSON.parse(line) as { kind: string; id?: string; ids?: string[]; act?: string },
    );
  };

  it('CON-1 counts a yes to a newsletter only when it is confirmed', async () => {
    const { id } = await person();
    await consent.record(id, [decision('given')]);
    expect(await consent.agreedTo(id, letters)).to.equal(false);
    await consent.record(id, [decision('confirmed')]);
    expect(await consent.agreedTo(id, letters)).to.equal(true);
  });

  it('CON-2 refusing or withdrawing one purpose leaves the others alone', async () => {
    const { id } = await person();
    await consent.record(id, [decision('given'), decision('confirmed'), decision('given', 'interests.told')]);
    await consent.record(id, [decision('withdrawn', 'interests.told')]);
    expect(await consent.agreedTo(id, letters)).to.equal(true);
    expect(await consent.agreedTo(id, 'interests.told')).to.equal(false);
  });

  it('CON-3 keeps the exact words under a hash, and words that were published stay', async () => {
    const wording = await consent.wording(letters, 'en');
    expect(wording.hash).to.match(/^[0-9a-f]{64}$/);
    expect(await consent.wordingByHash(wording.hash)).to.deep.equal(wording);
    const [purpose] = (await consent.purposes()).filter(({ key }) => key === letters);
    await consent.definePurpose(purpose!, [{ language: 'en', label: wording.label, text: 'Once a month.' }]);
    expect(await consent.wording(letters, 'en')).to.deep.equal(wording);
  });

  it('CON-4 only ever appends: each decision is a further line, in order', async () => {
    const { id } = await person();
    for (const act of ['given', 'confirmed', 'withdrawn', 'given'] as const)
      await consent.record(id, [decision(act)]);
    expect((await consent.history(id)).map(({ act }) => act)).to.deep.equal([
      'given',
      'confirmed',
      'withdrawn',
      'given',
    ]);
  });

  it('writes the journal first, without address or evidence', async () => {
    const { id, email } = await person();
    await consent.record(id, [
      { ...decision('withdrawn'), channel: 'telephone', evidence: 'She moves house.' },
    ]);
    const text = JSON.stringify(await readJournal());
    const [line] = await consent.history(id);
    expect(text).to.include(line!.id);
    expect(text).to.not.include(email);
    expect(text, 'the commitment only').to.include(line!.evidenceHash);
    expect(text).to.not.include('moves house').and.not.to.include(line!.evidence!.salt);
    expect(line!.evidence!.text).to.equal('She moves house.');
  });

  it('records all or nothing: ledger, standing, followers and what caused it', async () => {
    const id = newId<SubscriberId>();
    failing = true;
    const attempt = consent.record(id, [decision('given'), decision('confirmed')], async (tx) => {
      await subscribers.create({ id, email: 'nobody@example.com', language: 'en' }, clock(), tx);
    });
    await attempt.then(
      () => expect.fail('it went through'),
      (error: Error) => expect(error.message).to.equal('the follower fails'),
    );
    const journalled = await readJournal();
    expect(journalled.at(-1)).to.deep.equal({
      kind: 'aborted',
      ids: journalled.slice(-3, -1).map(({ id }) => id),
    });
    expect(await subscribers.findByEmail('nobody@example.com')).to.equal(null);
    expect(await consent.history(id)).to.deep.equal([]);
    expect(await consent.agreedTo(id, letters)).to.equal(false);
    expect(await db.connection.collection<{ _id: string }>('standings').findOne({ _id: id })).to.equal(null);
  });

  it('CON-4 gives a person one ledger, also when several first decisions come at the same moment', async () => {
    const { id } = await person();
    const acts = Array.from({ length: 5 }, () => consent.record(id, [decision('given')]));
    const ids = (await Promise.all(acts)).map(([line]) => line!.id);
    const history = await consent.history(id);
    expect(history.map((line) => line.id)).to.have.members(ids);
    const aborted = (await readJournal()).flatMap(({ ids: taken = [] }) => taken);
    expect(aborted).not.to.include.members(ids);
    expect((await consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('CON-4 records many people together, and one that fails takes nobody along', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => person()));
    failingFor = people[5]!.id;
    const ended = await Promise.allSettled(people.map(({ id }) => consent.record(id, [decision('given')])));
    expect(ended.map(({ status }) => status === 'fulfilled')).to.deep.equal(
      people.map((_, index) => index !== 5),
    );
    const lengths = await Promise.all(people.map(async ({ id }) => (await consent.history(id)).length));
    expect(lengths).to.deep.equal(people.map((_, index) => (index === 5 ? 0 : 1)));
    const journalled = await readJournal();
    const aborted = new Set(journalled.flatMap(({ ids = [] }) => ids));
    const standing = journalled.filter(({ id }) => id !== undefined && !aborted.has(id)).map(({ id }) => id);
    const recorded = await Promise.all(people.map(({ id }) => consent.history(id)));
    expect(standing).to.include.members(recorded.flat().map(({ id }) => id));
    expect((await consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('PRIV-7 records many people in one transaction: each no is in the journal before its end, each yes after', async () => {
    const [goes, stays] = [await person(), await person()];
    await consent.record(goes.id, [decision('given'), decision('confirmed')]);
    const before = (await readJournal()).length;
    const linesSince = async () => (await readJournal()).slice(before);
    const recordAll = async (added: SubscriberId, end: () => Promise<void>) =>
      db.transaction(async (tx) => {
        await subscribers.createMany(
          [{ id: added, email: `${added}@example.com`, language: 'en' }],
          clock(),
          tx,
        );
        const both = [decision('given'), decision('confirmed')];
        await consent.recordMany(
          [
            { subscriber: goes.id, wanted: [decision('withdrawn')] },
            { subscriber: stays.id, wanted: both },
            { subscriber: added, wanted: both, isNew: true },
          ],
          tx,
        );
        db.beforeCommit(tx, async () => {
          await end();
          return () => undefined;
        });
      });
    const failed = recordAll(newId<SubscriberId>(), () => Promise.reject(new Error('it fails')));
    expect(await failed.catch((error: Error) => error.message)).to.equal('it fails');
    expect(await consent.agreedTo(goes.id, letters)).to.equal(true);
    expect(await consent.history(stays.id)).to.deep.equal([]);
    const [no, takenBack, ...none] = await linesSince();
    expect(none, 'no yes that never was').to.deep.equal([]);
    expect(takenBack).to.deep.include({ kind: 'aborted', ids: [no!.id] });

    const added = newId<SubscriberId>();
    let actsAtTheEnd: unknown[] = [];
    await recordAll(added, async () => {
      actsAtTheEnd = (await linesSince()).slice(2).map(({ act }) => act);
    });
    expect(actsAtTheEnd).to.deep.equal(['withdrawn']);
    const after = (await linesSince()).slice(2).map(({ act }) => act);
    expect(after).to.deep.equal(['withdrawn', 'given', 'confirmed', 'given', 'confirmed']);
    expect(await consent.agreedTo(goes.id, letters)).to.equal(false);
    for (const id of [stays.id, added]) expect(await consent.agreedTo(id, letters)).to.equal(true);
    const answers = await consent.answersOf([goes.id, stays.id, added]);
    expect([...answers.values()].filter(({ saidNo }) => saidNo.has(letters))).to.have.length(1);
    expect((await consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('runs what needs the decisions after them, in the same transaction', async () => {
    const { id } = await person();
    const yes = [decision('given', 'interests.told')];
    let stood = false;
    await consent.record(id, yes, undefined, async (tx) => {
      stood = await consent.agreedTo(id, 'interests.told', tx);
    });
    expect(stood).to.equal(true);
    const { id: other } = await person();
    const failed = consent.record(other, yes, undefined, () => Promise.reject(new Error('it fails')));
    expect(await failed.catch((error: Error) => error.message)).to.equal('it fails');
    expect(await consent.history(other)).to.deep.equal([]);
  });

  it('PRIV-3 writes nothing of somebody who is erased at the same moment, whether they decided before or not', async () => {
    for (const before of ['given', null] as const) {
      const { id } = await person();
      if (before) await consent.record(id, [decision(before)]);
      // Erased when the journal has the decision and the ledger has not.
      let erased = false;
      const meanwhile = async () => {
        if (erased) return;
        erased = true;
        await db.transaction(async (tx) => {
          await consent.holder.erase(id, tx);
          await subscribers.holder.erase(id, tx);
        });
      };
      const refused = await consent
        .record(id, [decision('withdrawn')], meanwhile)
        .catch((error: unknown) => error);
      expect(refused).to.have.property('name', 'NotFound');
      const standings = db.connection.collection<{ _id: SubscriberId }>('standings');
      expect(await standings.findOne({ _id: id })).to.equal(null);
    }
  });

  it('lets two decisions at the same moment both count', async () => {
    const { id } = await person();
    await Promise.all([
      consent.record(id, [decision('given'), decision('confirmed')]),
      consent.record(id, [decision('given', 'interests.told')]),
      consent.record(id, [decision('given', 'interests.orders')]),
    ]);
    const agreed = [...(await consent.standing(id))]
      .filter(([, { agreed }]) => agreed)
      .map(([purpose]) => purpose);
    expect(agreed.sort()).to.deep.equal(['interests.orders', 'interests.told', letters]);
    expect(await consent.history(id)).to.have.length(4);
  });

  it('CON-12 answers delivery with no, default only, or their version', async () => {
    const [no, plain, full] = [await person(), await person(), await person()];
    await consent.record(plain.id, [decision('given'), decision('confirmed')]);
    await consent.record(full.id, [
      decision('given'),
      decision('confirmed'),
      decision('given', 'interests.told'),
    ]);
    const at = clock();
    const answers = await consent.mayReceive([no.id, plain.id, full.id], letters);
    expect([...answers.values()].map(({ may }) => may)).to.deep.equal(['no', 'default', 'version']);
    expect([...answers.values()].map(({ stands }) => stands?.since ?? null)).to.deep.equal([null, at, at]);
    await consent.record(full.id, [decision('objected', 'interests.told')]);
    expect((await consent.mayReceive([full.id], letters)).get(full.id)?.may).to.equal('default');
  });

  it('pauses all newsletters until a day, and nothing has to run for it to end', async () => {
    const { id } = await person();
    const how = { ...decision('given'), channel: 'preferences' as const };
    expect(await consent.takeABreak(id, 1, how)).to.equal(null);
    await consent.record(id, [decision('given'), decision('confirmed'), decision('given', 'interests.told')]);
    const people = await consent.countReceivers(letters);
    const until = await consent.takeABreak(id, 3, how);
    expect(until).to.deep.equal(plusMonths(clock(), 3));
    expect(await consent.pausedUntil(id)).to.deep.equal(until);
    expect(await consent.agreedTo(id, letters)).to.equal(true);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('no');
    expect(await consent.countReceivers(letters)).to.equal(people - 1);
    expect(await consent.countPaused(letters)).to.equal(1);
    expect(await listed(consent.receivers(letters))).to.not.include(id);
    expect((await consent.mayReceive([id], letters)).get(id)?.held).to.deep.equal({
      paused: true,
      quietMs: 0,
    });
    expect((await consent.history(id)).at(-1)).to.deep.include({ act: 'paused', purpose: letters, until });
    expect((await consent.verifyLedger()).findings).to.deep.equal([]);
    // A yes that is said again does not end it.
    await consent.record(id, [decision('given'), decision('confirmed')]);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('no');
    clock.advance(93 * DAY_MS);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('version');
    expect(await listed(consent.receivers(letters))).to.include(id);
    expect(await consent.countPaused(letters)).to.equal(0);
  });

  it('ends a pause at once when asked, and leaves no trace of it in a later yes', async () => {
    const { id } = await person();
    const how = { ...decision('given'), channel: 'preferences' as const };
    await consent.record(id, [decision('given'), decision('confirmed')]);
    expect(await consent.startAgain(id, how)).to.equal(false);
    await consent.takeABreak(id, 6, how);
    expect(await consent.startAgain(id, how)).to.equal(true);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('default');
    await consent.takeABreak(id, 6, how);
    await consent.record(id, [decision('withdrawn'), decision('given'), decision('confirmed')]);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('default');
    expect((await consent.history(id)).filter(({ act }) => act === 'resumed')).to.have.length(1);
  });

  it('CON-12 objects to every use of interests and to nothing else', async () => {
    const { id } = await person();
    await consent.record(id, [decision('given'), decision('confirmed'), decision('given', 'interests.told')]);
    expect(await consent.objectToProfiling(id, decision('given'))).to.equal(1);
    expect((await consent.history(id)).at(-1)).to.include({ act: 'objected', purpose: 'interests.told' });
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('default');
  });

  it('keeps how often somebody wants newsletters, and says so to delivery, export and nobody else', async () => {
    const { id } = await person();
    expect(await consent.frequency(id)).to.equal('every');
    await consent.record(id, [decision('given'), decision('confirmed')]);
    await consent.setFrequency(id, 'monthly');
    expect((await consent.mayReceive([id], letters)).get(id)?.held).to.deep.equal({
      paused: false,
      quietMs: 27.5 * DAY_MS,
    });
    expect(await consent.countLessOften(letters)).to.equal(1);
    expect(await consent.holder.export(id)).to.include({ frequency: 'monthly' });
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('default');
    await consent.setFrequency(id, 'every');
    expect((await consent.mayReceive([id], letters)).get(id)?.held).to.equal(null);
  });

  it('says of nobody who left, or is blocked, that they wanted fewer mails or take a break', async () => {
    const [left, blocked] = [await person(), await person()];
    for (const { id } of [left, blocked]) {
      await consent.record(id, [decision('given'), decision('confirmed')]);
      await consent.setFrequency(id, 'monthly');
      await consent.record(id, [{ ...decision('paused'), until: plus(clock(), DAY_MS) }]);
    }
    const both = [left.id, blocked.id];
    const held = async () => [...(await consent.mayReceive(both, letters)).values()].map((one) => one.held);
    expect(await held()).to.deep.equal(Array(2).fill({ paused: true, quietMs: 27.5 * DAY_MS }));
    await consent.record(left.id, [decision('withdrawn')]);
    await consent.suppress(blocked.email, 'complained', clock());
    const answers = await consent.mayReceive(both, letters);
    for (const id of both) expect(answers.get(id)).to.include({ may: 'no', held: null });
  });

  it('CON-16 stops everything in one go, and erases nothing', async () => {
    const { id } = await person();
    await consent.record(id, [decision('given'), decision('confirmed'), decision('given', 'interests.told')]);
    const { purpose: _p, act: _a, wording: _w, ...how } = decision('withdrawn');
    expect(await consent.stopEverything(id, how)).to.equal(2);
    expect([...(await consent.standing(id)).values()].some(({ agreed }) => agreed)).to.equal(false);
    expect(await subscribers.find(id)).to.not.equal(null);
    expect(await consent.stopEverything(id, how)).to.equal(0);
  });

  it('CON-10 keeps a suppressed address blocked by a hash alone, and sends it nothing', async () => {
    const { id, email } = await person();
    await consent.record(id, [decision('given'), decision('confirmed')]);
    await consent.suppress(email.toUpperCase(), 'bounced', clock());
    expect(await consent.suppressionOf(email)).to.deep.equal({ reason: 'bounced' });
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('no');
    const rows = await db.connection.collection('suppressions').find().toArray();
    expect(JSON.stringify(rows)).to.not.include('example.com');
    await consent.liftSuppression(email);
    expect((await consent.mayReceive([id], letters)).get(id)?.may).to.equal('default');
  });

  it('PRIV-3 erases the link from person to ledger and the evidence, and keeps the lines', async () => {
    const { id } = await person();
    const [line] = await consent.record(id, [{ ...decision('withdrawn'), evidence: 'By telephone.' }]);
    const evidence = db.connection.collection<{ _id: string; text: string }>('evidence');
    expect((await evidence.findOne({ _id: line!.id }))?.text).to.equal('By telephone.');
    await db.transaction((tx) => consent.holder.erase(id, tx));
    expect(await consent.history(id)).to.deep.equal([]);
    expect(await evidence.countDocuments({ _id: line!.id })).to.equal(0);
    const left = await db.connection.collection('ledger').find({ ledgerId: line!.ledgerId }).toArray();
    expect(left.map(({ evidenceHash }) => evidenceHash as string)).to.deep.equal([line!.evidenceHash]);
  });
});
