import { expect } from 'chai';
import { Conflict } from '../../server/platform/errors/index.ts';
import type { MailingId } from '../../server/platform/ids/index.ts';
import { aMailing, aStaffMember, openADelivery, refusal, type ADelivery } from './a-delivery.ts';

describe('delivery: pause, resume, cancel', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  /** Starts sending to 60 people and does `what` once 12 mails have arrived. */
  const after12 = async (what: (id: MailingId) => Promise<unknown>) => {
    test.addPeople(60);
    const { id } = await test.start();
    let doing: Promise<unknown> | null = null;
    test.sink.afterData = () => {
      if (test.sink.mails.length === 12) doing ??= what(id);
      return 'take';
    };
    await test.workAll();
    await doing;
    return id;
  };

  it('DEL-4 pause takes effect within a batch, and resume goes on where it stopped', async () => {
    const id = await after12((mailing) => test.delivery.pause(mailing, aStaffMember));
    expect(test.got().length).to.be.within(12, 30);
    expect(await test.delivery.progress(id)).to.include({ state: 'paused', pausedBecause: null });
    await test.delivery.resume(id, aStaffMember);
    await test.workAll();
    expect(new Set(test.got()).size).to.equal(60);
    expect(test.got()).to.have.length(60);
  });

  it('DEL-4 cancel takes effect within a batch, and the rest is skipped', async () => {
    let nobody: boolean | null = null;
    const id = await after12(async (mailing) => (nobody = await test.delivery.cancel(mailing, aStaffMember)));
    expect(nobody).to.equal(false);
    const got = test.got().length;
    expect(got).to.be.within(12, 30);
    await test.workAll();
    expect(test.got()).to.have.length(got);
    expect(await test.delivery.progress(id)).to.include({
      state: 'cancelled',
      accepted: got,
      skipped: 60 - got,
      pending: 0,
    });
    expect(test.told).to.be.empty;
    expect(await test.delivery.cancel(id, aStaffMember)).to.equal(false);
  });

  it('DEL-4 cancel says that nobody got it, however often it is asked, and where it was never started', async () => {
    test.addPeople(45);
    const mailing = aMailing();
    expect(await test.delivery.knows(mailing.id)).to.equal(false);
    expect(await test.delivery.cancel(mailing.id, aStaffMember)).to.equal(true);
    await test.delivery.start(mailing, test.clock());
    expect(await test.delivery.knows(mailing.id)).to.equal(true);
    const audience = async function* () {
      yield* test.people.keys();
      throw new Error('the machine stopped');
    };
    await refusal(test.another({ source: { audience } }).work());
    expect(await test.states()).to.deep.equal({ pending: 40 });
    for (const time of ['once', 'again'])
      expect(await test.delivery.cancel(mailing.id, aStaffMember), time).to.equal(true);
    expect(await test.states()).to.deep.equal({ skipped: 40 });
    expect(await test.delivery.events(mailing.id)).to.have.length(1);
    expect(test.got()).to.be.empty;
  });

  it('DEL-4 every pause, resumption and cancelling is kept, with when and by whom', async () => {
    test.addPeople(3);
    const { id } = await test.start();
    const at = [test.clock()];
    await test.delivery.pause(id, aStaffMember);
    for (const act of [test.delivery.resume, test.delivery.cancel]) {
      test.clock.advance(1000);
      at.push(test.clock());
      await act(id, aStaffMember);
    }
    const by = aStaffMember;
    expect(await test.delivery.events(id)).to.deep.equal([
      { what: 'paused', at: at[0], by },
      { what: 'resumed', at: at[1], by },
      { what: 'cancelled', at: at[2], by },
    ]);
  });

  it('DEL-4 what has ended cannot be paused, resumed or cancelled', async () => {
    const { id } = await test.start();
    await test.workAll();
    const { pause, resume, cancel } = test.delivery;
    for (const act of [pause, resume, cancel])
      expect(await refusal(act(id, aStaffMember))).to.be.instanceOf(Conflict);
  });

  it('DEL-4 stopping the program lets mails under way finish and writes them; a restart goes on', async () => {
    test.addPeople(60);
    const { id } = await test.start();
    const first = test.another();
    let stopping: Promise<void> | null = null;
    test.sink.afterData = () => {
      if (test.sink.mails.length === 12) stopping ??= first.stop();
      return 'take';
    };
    await test.workAll(first);
    await stopping;
    const got = test.got().length;
    expect(got).to.be.within(12, 22);
    expect(await test.states()).to.deep.equal({ accepted: got, pending: 60 - got });
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 60 });
    expect(test.got()).to.have.length(60);
  });
});
