import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import { openADelivery, refusal, until, type ADelivery } from './a-delivery.ts';

describe('delivery: several workers', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  it('DEL-3 share a mailing without overlap', async () => {
    test.addPeople(100);
    const { id } = await test.start();
    const workers = [test.delivery, test.another(), test.another(), test.another()];
    await Promise.all(workers.map((worker) => test.workAll(worker)));
    await test.workAll();
    expect(new Set(test.got()).size).to.equal(100);
    expect(test.got()).to.have.length(100);
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 100 });
  });

  it('DEL-2 a worker that dies in the middle: nobody gets it twice, nobody is lost, doubt is shown', async () => {
    test.addPeople(45);
    const { id } = await test.start();
    let calls = 0;
    const dying = test.another({
      mailer: {
        send: (mail) => ((calls += 1) > 13 ? new Promise(() => undefined) : test.mailer.send(mail)),
      },
    });
    void dying.work();
    await until(() => calls >= 18);
    await test.workAll();
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    const progress = (await test.delivery.progress(id))!;
    expect(progress.state).to.equal('finished');
    // The window that was open: 3 mails had arrived, 5 were being handed over; of none is the outcome known.
    expect(progress.uncertain).to.equal(8);
    expect(progress.accepted).to.equal(37);
    expect(test.got()).to.have.length(40);
    expect(new Set(test.got()).size).to.equal(40);
  });

  it('DEL-3 a worker past its lease neither sends nor writes', async () => {
    test.addPeople(20);
    await test.start();
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    let calls = 0;
    const slow = test.another({
      mailer: {
        send: async () => {
          calls += 1;
          await stalled;
          return { kind: 'accepted', reply: '250 late', server: 'late' };
        },
      },
    });
    const late = slow.work();
    await until(() => calls === 5);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    goOn();
    await late;
    expect(calls, 'begun after the lease was lost').to.equal(5);
    expect(await test.states()).to.deep.equal({ accepted: 15, uncertain: 5 });
    expect((await test.rows()).filter(({ server }) => server === 'late')).to.be.empty;
  });

  it('DEL-3 a worker that stalls just before the hand-over does not begin it after a takeover', async () => {
    test.addPeople(10);
    await test.start();
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    let [composing, sending] = [0, 0];
    const slow = test.another({
      // Its own clock stands still, so that it believes to be in time.
      clock: (
        (at) => () =>
          at
      )(test.clock()),
      mailer: {
        compose: async (mail) => {
          composing += 1;
          await stalled;
          return test.mailer.compose(mail);
        },
        send: (mail) => ((sending += 1), test.mailer.send(mail)),
      },
    });
    const late = slow.work();
    await until(() => composing === 5);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    goOn();
    await late;
    expect(sending).to.equal(0);
    expect(test.got()).to.have.length(10);
    expect(await test.states()).to.deep.equal({ accepted: 10 });
  });

  it('DEL-2 rows of a lost worker are settled even where the mailing was cancelled meanwhile', async () => {
    test.addPeople(20);
    const { id } = await test.start();
    let calls = 0;
    void test.another({ mailer: { send: () => ((calls += 1), new Promise(() => undefined)) } }).work();
    await until(() => calls === 5);
    await test.delivery.cancel(id);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    expect(await test.states()).to.deep.equal({ uncertain: 5, skipped: 15 });
    expect(test.got()).to.be.empty;
  });

  it('tells the source again where the program stopped before it was noted', async () => {
    const { id } = await test.start();
    const failing = test.another({ source: { finished: () => Promise.reject(new Error('stopped')) } });
    expect(await refusal(failing.work())).to.be.instanceOf(Error);
    await test.workAll();
    expect(test.told).to.deep.equal([id]);
  });
});
