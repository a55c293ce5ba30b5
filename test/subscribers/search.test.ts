/** Finding people by how their address or name begins. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { NewSubscriber } from '../../server/subscribers/index.ts';
import { openSubscribers, type Subscribers } from '../../server/subscribers/index.ts';
import { testClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

describe('Search for a subscriber', () => {
  const clock = testClock();
  let db: TestDb;
  let subscribers: Subscribers;
  const add = (person: Omit<NewSubscriber, 'language'>) =>
    db.transaction((tx) => subscribers.create({ ...person, language: 'nl' }, clock(), tx));
  const found = async (text: string) => (await subscribers.search(text, 1)).people.map(({ email }) => email);

  before(async () => {
    db = await testDb();
    const journal = { append: () => Promise.resolve(() => undefined) };
    subscribers = openSubscribers({ db, clock, journal, sealKeys: [{ id: 's1', key: randomBytes(32) }] });
    await db.ready();
    await add({ email: 'z.deboer@example.org', firstName: 'Zoë', lastName: 'de Boer' });
    await add({ email: 'anna@example.org', firstName: 'Anna', lastName: "O'Brien-Çelik" });
    await db.transaction(async (tx) => {
      for (let i = 0; i < 300; i += 1)
        await subscribers.create(
          { email: `p${i}@example.org`, firstName: `Piet${i}`, language: 'nl' },
          clock(),
          tx,
        );
    });
  });
  after(() => db.drop());

  it('minds neither case nor accents nor signs in a name', async () => {
    for (const text of ['Zoë', 'zoe', 'ZOË', 'de b', 'De  Boer'])
      expect(await found(text), text).to.deep.equal(['z.deboer@example.org']);
    for (const text of ["o'br", 'O Brien', "O'BRIEN Celik"])
      expect(await found(text), text).to.deep.equal(['anna@example.org']);
  });

  it('finds by the beginning of an address, and by nothing else once there is an @', async () => {
    expect(await found('Z.DEB')).to.deep.equal(['z.deboer@example.org']);
    expect(await found('anna@')).to.deep.equal(['anna@example.org']);
    expect(await found('zoë@')).to.deep.equal([]);
    expect(await found('.*')).to.deep.equal([]);
    expect(await found('boer')).to.deep.equal([]);
  });

  it('finds the name that was corrected, and no longer the one before', async () => {
    const { id } = await add({ email: 'c@example.org', firstName: 'Jürgen', lastName: 'Maier' });
    await subscribers.change(id, { lastName: 'Müller' });
    expect(await found('muller')).to.deep.equal(['c@example.org']);
    expect(await found('jurgen')).to.deep.equal(['c@example.org']);
    expect(await found('maier')).to.deep.equal([]);
    expect(await subscribers.find(id)).to.have.all.keys(
      ...['id', 'email', 'firstName', 'lastName', 'language', 'post'],
      ...['createdAt', 'lastActivityAt', 'lastActivity'],
    );
  });

  it('reads only those who are found, by an index', async () => {
    const database = db.connection.db!;
    await database.command({ profile: 2 });
    await found('zoe');
    await database.command({ profile: 0 });
    const profile = database.collection('system.profile');
    const reads = await profile.find({ ns: /\.subscribers$/ }).toArray();
    await profile.drop();
    expect(reads).to.have.length(2);
    for (const { docsExamined, keysExamined } of reads) {
      expect(docsExamined).to.be.at.most(1);
      expect(keysExamined).to.be.lessThan(10);
    }
  });
});
