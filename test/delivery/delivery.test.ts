import { expect } from 'chai';
import { plusMonths, SECOND_MS } from '../../server/platform/clock/index.ts';
import { aStaffMember, openADelivery, type ADelivery } from './a-delivery.ts';

describe('delivery', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  it('sends to everybody once, finishes and tells the source once', async () => {
    test.addPeople(62);
    const { id } = await test.start();
    await test.workAll();
    expect(new Set(test.got()).size).to.equal(62);
    expect(test.got()).to.have.length(62);
    expect(test.told).to.deep.equal([id]);
    expect(await test.delivery.progress(id)).to.deep.include({
      state: 'finished',
      total: 62,
      accepted: 62,
      pending: 0,
    });
  });

  it('finishes a mailing to nobody', async () => {
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', total: 0 });
    expect(test.told).to.deep.equal([id]);
  });

  it('counts the rows of a mailing under way once in two seconds, however many look', async () => {
    test.addPeople(3);
    test.sink.toRecipient = (to) => (to === 'p1@example.org' ? '450 4.2.0 Greylisted' : null);
    const { id } = await test.start();
    await test.workAll();
    const figures = async () => {
      const { accepted, pending } = (await test.delivery.progress(id))!;
      return { accepted, pending };
    };
    expect(await figures()).to.deep.equal({ accepted: 2, pending: 1 });
    await test.db.connection.collection('recipients').updateMany({}, { $set: { state: 'accepted' } });
    test.clock.advance(1.9 * SECOND_MS);
    expect(await figures()).to.deep.equal({ accepted: 2, pending: 1 });
    test.clock.advance(0.1 * SECOND_MS);
    expect(await figures()).to.deep.equal({ accepted: 3, pending: 0 });
  });

  describe('forgets', () => {
    const forgetAll = async () => {
      while (await test.delivery.forgetOld());
    };

    it('PRIV-6 who got a mailing, 24 months after its end, some at a time; its figures stay', async () => {
      test.addPeople(50);
      const { id } = await test.start();
      await test.workAll();
      const end = test.clock();
      test.clock.set(new Date(plusMonths(end, 24).getTime() - 1));
      await forgetAll();
      expect(await test.rows()).to.have.length(50);
      test.clock.advance(1);
      expect(await test.delivery.forgetOld()).to.equal(true);
      expect(await test.rows()).to.have.length(10);
      await forgetAll();
      expect(await test.rows()).to.be.empty;
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', total: 50, accepted: 50 });
    });

    it('PRIV-6 who got a mailing that was cancelled half-way', async () => {
      test.addPeople(30);
      const { id } = await test.start();
      await test.delivery.work();
      await test.delivery.cancel(id, aStaffMember);
      const before = (await test.delivery.progress(id))!;
      expect(before).to.include({ state: 'cancelled', accepted: 20, skipped: 10 });
      test.clock.set(plusMonths(test.clock(), 24));
      await forgetAll();
      expect(await test.rows()).to.be.empty;
      expect(await test.delivery.progress(id)).to.deep.equal(before);
    });

    it('no mailing that is under way', async () => {
      test.addPeople(3);
      const { id } = await test.start();
      test.sink.toRecipient = () => '450 4.2.0 Greylisted';
      await test.workAll();
      await test.delivery.pause(id, aStaffMember);
      test.clock.set(plusMonths(test.clock(), 30));
      await forgetAll();
      expect(await test.rows()).to.have.length(3);
    });
  });
});
