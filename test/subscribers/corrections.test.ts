/** What the journal keeps of a corrected address, and how it comes back. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { JournalLine } from '../../server/platform/journal/index.ts';
import { AddressKnown, openSubscribers, type Subscribers } from '../../server/subscribers/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { testClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

describe('A correction', () => {
  const clock = testClock();
  const sealKeys = [{ id: 's1', key: randomBytes(32) }];
  let db: TestDb;
  let subscribers: Subscribers;
  let journalled: JournalLine[];

  const open = (keys = sealKeys): Subscribers =>
    openSubscribers({
      ...{ db, clock, sealKeys: keys },
      journal: { append: (lines) => Promise.resolve(() => void journalled.push(...lines)) },
    });
  const add = (email: string, id = newId<SubscriberId>()) =>
    db.transaction((tx) => subscribers.create({ id, email, language: 'nl' }, clock(), tx));
  const changeEmail = (id: SubscriberId, email: string) =>
    db.transaction((tx) => subscribers.changeEmail(id, email, tx));

  before(async () => {
    db = await testDb();
    subscribers = open();
    await db.ready();
  });
  beforeEach(() => {
    journalled = [];
    clock.advance(1000);
  });
  after(() => db.drop());

  it('PRIV-7 is in the journal with address and name, which nobody reads there', async () => {
    const { id } = await add('anna@example.com');
    await changeEmail(id, 'anna.vos@example.com');
    const post = { street: 'Lindelaan 1', postcode: '1234 AB', town: 'Voorstad', country: 'NL' };
    await subscribers.change(id, { firstName: 'Annabel', post });
    expect(journalled.map(({ kind }) => kind)).to.deep.equal(['correction', 'correction']);
    const text = JSON.stringify(journalled);
    for (const plain of ['anna', 'example.com', 'Annabel', 'Lindelaan', '1234'])
      expect(text).not.to.include(plain);
  });

  it('is written only where something differs', async () => {
    const { id } = await add('bram@example.com');
    await subscribers.change(id, { firstName: '', language: 'nl' });
    await subscribers.change(newId(), { firstName: 'Nobody' });
    expect(journalled).to.deep.equal([]);
  });

  it('PRIV-7 comes back whole from the last line, and an older one changes nothing', async () => {
    const { id } = await add('carla@example.com');
    await subscribers.change(id, { firstName: 'Carla' });
    clock.advance(1000);
    await changeEmail(id, 'carla@example.org');
    const [older, last] = journalled as [JournalLine, JournalLine];
    await db.connection
      .collection<{ _id: string }>('subscribers')
      .updateOne({ _id: id }, { $set: { email: 'carla@example.com', firstName: '', correctedAt: null } });
    expect(await subscribers.replayCorrection(last)).to.equal('done');
    expect(await subscribers.get(id)).to.include({ email: 'carla@example.org', firstName: 'Carla' });
    expect(await subscribers.replayCorrection(last)).to.equal('nothing to do');
    expect(await subscribers.replayCorrection(older)).to.equal('nothing to do');
    expect(await subscribers.get(id)).to.include({ email: 'carla@example.org' });
  });

  it('is taken back where the transaction fails after it', async () => {
    await add('dirk@example.com');
    const { id } = await add('dora@example.com');
    const failing = db.transaction(async (tx) => {
      await subscribers.change(id, { firstName: 'Dora' }, tx);
      await subscribers.changeEmail(id, 'dirk@example.com', tx);
    });
    expect(await failing.catch((error: unknown) => error)).to.be.instanceOf(AddressKnown);
    expect(journalled, 'nothing was announced yet').to.deep.equal([]);
    const late = db.transaction(async (tx) => {
      await subscribers.change(id, { firstName: 'Dora' }, tx);
      db.beforeCommit(tx, () => Promise.reject(new Error('the disk is full')));
    });
    expect(await late.catch((error: Error) => error.message)).to.equal('the disk is full');
    const taken = journalled.find(({ kind }) => kind === 'aborted')!;
    expect(taken['ids']).to.deep.equal([journalled.find(({ kind }) => kind === 'correction')!['id']]);
    expect((await subscribers.get(id)).firstName).to.equal('');
  });

  it('PRIV-3 cannot be read any more once the person is erased, also by whoever has the key', async () => {
    const { id } = await add('els@example.com');
    await changeEmail(id, 'els@example.org');
    await db.transaction((tx) => subscribers.holder.erase(id, tx));
    await add('els@example.com', id);
    expect(await subscribers.replayCorrection(journalled[0]!)).to.equal('impossible');
  });

  it('PRIV-7 needs its key, and is bound to its person', async () => {
    const { id } = await add('femke@example.com');
    await changeEmail(id, 'femke@example.org');
    const [line] = journalled as [JournalLine];
    await db.connection
      .collection<{ _id: string }>('subscribers')
      .updateOne({ _id: id }, { $set: { email: 'femke@example.com', correctedAt: null } });
    const other = await add('gijs@example.com');
    expect(await subscribers.replayCorrection({ ...line, subscriber: other.id })).to.equal('impossible');
    db = await db.again();
    subscribers = open([{ id: 's2', key: randomBytes(32) }]);
    expect(await subscribers.replayCorrection(line)).to.equal('impossible');
  });
});
