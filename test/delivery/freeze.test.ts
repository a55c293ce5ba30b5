import { expect } from 'chai';
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../server/platform/clock/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { aStaffMember, aMailing, openADelivery, refusal, until, type ADelivery } from './a-delivery.ts';

describe('delivery: the freeze', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  it('UX-1 nothing happens before its time, and cancel then means that nobody got it', async () => {
    test.addPeople(3);
    const mailing = aMailing();
    await test.delivery.start(mailing, plus(test.clock(), 60 * SECOND_MS));
    await test.workAll();
    expect(await test.delivery.progress(mailing.id)).to.include({ state: 'waiting', total: 0 });
    test.clock.advance(59 * SECOND_MS);
    await test.workAll();
    expect(await test.delivery.cancel(mailing.id, aStaffMember)).to.equal(true);
    test.clock.advance(HOUR_MS);
    await test.workAll();
    expect(test.got()).to.be.empty;
    expect(await test.delivery.progress(mailing.id)).to.include({ state: 'cancelled' });
  });

  it('DEL-1 the audience is as it was when sending started', async () => {
    test.addPeople(3);
    await test.start();
    let rendering = false;
    void test
      .another({ source: { render: () => ((rendering = true), new Promise(() => undefined)) } })
      .work();
    await until(() => rendering);
    test.addPeople(2);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    expect(test.got()).to.have.length(3);
  });

  it('UX-4 an audience that waits for its groups holds up no other mailing', async () => {
    test.addPeople(3);
    await test.start();
    await test.delivery.freeze();
    const waiting = await test.start();
    let counted = (): void => undefined;
    const waits = new Promise<void>((resolve) => (counted = resolve));
    const versionOf = () =>
      waits.then(() => (): Promise<Map<SubscriberId, string>> => Promise.resolve(new Map()));
    const slow = test.another({ source: { versionOf } }).freeze();
    await until(async () => (await test.delivery.progress(waiting.id))?.state === 'freezing');
    await test.delivery.work();
    expect(test.got()).to.have.length(3);
    expect(await test.delivery.progress(waiting.id)).to.include({ state: 'freezing', total: 0 });
    counted();
    await slow;
    await test.workAll();
    expect(test.got()).to.have.length(6);
  });

  it('DEL-1 has one row a person even where the audience names them twice, or starts twice', async () => {
    test.addPeople(20);
    const twice = async function* () {
      yield* test.people.keys();
      yield* test.people.keys();
    };
    const mailing = await test.start();
    await test.delivery.start(mailing, test.clock());
    await test.workAll(test.another({ source: { audience: twice } }));
    expect(test.got()).to.have.length(20);
    expect(await test.rows()).to.have.length(20);
  });

  it('DEL-1 goes on after an interruption, with one row for everybody', async () => {
    test.addPeople(55);
    const { id } = await test.start();
    const breaking = test.another({
      source: {
        audience: async function* () {
          yield* [...test.people.keys()].slice(0, 45);
          throw new Error('the machine stopped');
        },
      },
    });
    expect(await refusal(breaking.work())).to.be.instanceOf(Error);
    expect(await test.delivery.progress(id)).to.include({ state: 'freezing', total: 40 });
    await test.workAll();
    expect(test.got(), 'while the lease of the first lasts').to.be.empty;
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    expect(new Set(test.got()).size).to.equal(55);
    expect(test.got()).to.have.length(55);
  });

  it('DEL-3 a freezer that was overtaken adds nothing more', async () => {
    test.addPeople(45);
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    await test.start();
    const slow = test.another({
      source: {
        audience: async function* () {
          yield* [...test.people.keys()].slice(0, 40);
          await waiting;
          // Several chunks, of which some are under way when the first is found not to be ours.
          for (let n = 0; n < 40; n += 1) yield newId<SubscriberId>();
        },
      },
    });
    const late = slow.work();
    await until(async () => (await test.rows()).length === 40);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    goOn();
    await late;
    expect(await test.rows()).to.have.length(45);
    expect(test.got()).to.have.length(45);
  });

  for (const when of [
    'before the next freezer comes by',
    'while it adds them',
    'after the freeze',
  ] as const) {
    it(`DEL-3 what an overtaken freezer adds ${when} is in no batch that is sent, and its people get one mail`, async () => {
      const ids = test.addPeople(30);
      const { id } = await test.start();
      const rows = test.db.connection.collection('recipients');
      const insert = rows.insertMany.bind(rows);
      let goOn = (): void => undefined;
      const stalled = new Promise<void>((resolve) => (goOn = resolve));
      let inserting = false;
      rows.insertMany = (async (...all: Parameters<typeof insert>) => {
        rows.insertMany = insert;
        inserting = true;
        await stalled;
        return insert(...all);
      }) as typeof insert;
      const late = newId<SubscriberId>();
      const first = test.another({
        source: {
          audience: async function* () {
            yield* [...ids, late];
          },
        },
      });
      const freezing = first.freeze();
      await until(() => inserting);
      test.clock.advance(6 * MINUTE_MS);
      if (when === 'before the next freezer comes by') {
        // Its row is there, and it does not live to say so.
        const adding = { 'adding.0': { $exists: true } };
        expect(await test.db.connection.collection('mailings').countDocuments(adding)).to.equal(1);
        const left = { version: 'default', state: 'pending', fence: 0, tries: 0, nextTryAt: test.clock() };
        const key = (s: SubscriberId) => ({ _id: { m: id, s } as never, batch: 0 });
        const collection = test.db.connection.collection('recipients');
        await collection.insertMany(
          [...ids.slice(0, 5), late].map((s, place) => ({ ...key(s), ...left, place })),
        );
      }
      if (when === 'while it adds them') {
        const second = test.another({
          source: {
            versionOf: async (mailing) => {
              goOn();
              await freezing;
              return test.source.versionOf(mailing);
            },
          },
        });
        await second.freeze();
      }
      await test.workAll();
      goOn();
      await freezing;
      await test.workAll();
      expect((await test.rows()).map(({ s }) => s)).to.have.members(ids);
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', total: 30, accepted: 30 });
      expect(new Set(test.got()).size).to.equal(test.got().length).and.to.equal(30);
    });
  }

  it('CON-1 leaves out who may not receive it already', async () => {
    const [first] = test.addPeople(3);
    test.answers.set(first!, 'no');
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ total: 2, accepted: 2, skipped: 0 });
  });

  it('SEG-9 a version with fewer than k recipients falls to the default, and staff can be told', async () => {
    test.k = 10;
    const ids = test.addPeople(40);
    for (const id of ids.slice(0, 12)) test.versions.set(id, 'roses');
    for (const id of ids.slice(12, 21)) test.versions.set(id, 'garden');
    const { id } = await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ roses: 12, default: 28 });
    const progress = (await test.delivery.progress(id))!;
    expect(progress.fellToDefault).to.deep.equal(['garden']);
    expect(Object.fromEntries(progress.byVersion)).to.deep.equal({ roses: 12, default: 28 });
  });

  it('SEG-9 a default with fewer than k recipients takes everybody in', async () => {
    test.k = 10;
    for (const id of test.addPeople(40).slice(0, 37)) test.versions.set(id, 'roses');
    await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ default: 40 });
  });

  it('SEG-9 who objected before the freeze counts with the default', async () => {
    test.k = 10;
    const ids = test.addPeople(40);
    for (const id of ids.slice(0, 12)) test.versions.set(id, 'roses');
    for (const id of ids.slice(0, 3)) test.answers.set(id, 'default');
    await test.start();
    await test.workAll();
    expect(test.subjects()).to.deep.equal({ default: 40 });
  });

  it('SEG-6 the figure of a version below k is withheld', async () => {
    test.k = 10;
    test.addPeople(4);
    const { id } = await test.start();
    await test.workAll();
    expect(Object.fromEntries((await test.delivery.progress(id))!.byVersion)).to.deep.equal({
      default: 'too-few',
    });
  });
});
