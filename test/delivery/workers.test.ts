import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { Mailer } from '../../server/platform/mail/index.ts';
import { aStaffMember, openADelivery, refusal, until, type ADelivery } from './a-delivery.ts';

type Write = (...all: unknown[]) => Promise<unknown>;

/** Lets every mail begin, and never says what became of it. */
function neverAnswered(sent: () => void): Mailer['send'] {
  return (_mail, mayLeave) => {
    mayLeave!();
    sent();
    return new Promise(() => undefined);
  };
}

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
    test.addPeople(40);
    const { id } = await test.start();
    let calls = 0;
    const dying = test.another({
      mailer: {
        send: (mail, mayLeave) => {
          if ((calls += 1) <= 13) return test.mailer.send(mail, mayLeave);
          mayLeave!();
          return new Promise(() => undefined);
        },
      },
    });
    void dying.work();
    await until(() => calls >= 18);
    await test.workAll();
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    const progress = (await test.delivery.progress(id))!;
    expect(progress.state).to.equal('finished');
    // Of the window that was open 3 mails had arrived, which its file tells, and 5 were being handed over.
    expect(progress.uncertain).to.equal(5);
    expect(progress.accepted).to.equal(35);
    expect(test.got()).to.have.length(35);
    expect(new Set(test.got()).size).to.equal(35);
  });

  it('DEL-3 a worker past its lease neither sends nor writes', async () => {
    test.addPeople(20);
    await test.start();
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    let calls = 0;
    const slow = test.another({
      mailer: {
        send: async (_mail, mayLeave) => {
          if (!mayLeave!()) return { kind: 'unreachable', reply: '' };
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
        send: (mail, mayLeave) => test.mailer.send(mail, () => mayLeave!() && (sending += 1) > 0),
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
    void test.another({ mailer: { send: neverAnswered(() => (calls += 1)) } }).work();
    await until(() => calls === 5);
    await test.delivery.cancel(id, aStaffMember);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll();
    expect(await test.states()).to.deep.equal({ uncertain: 5, skipped: 15 });
    expect(test.got()).to.be.empty;
  });

  it('DEL-2 on another machine, where the hand-over file cannot be read, the whole window is in doubt', async () => {
    test.addPeople(20);
    await test.start();
    let calls = 0;
    void test.another({ mailer: { send: neverAnswered(() => (calls += 1)) } }).work();
    await until(() => calls === 5);
    test.clock.advance(6 * MINUTE_MS);
    await test.workAll(test.another({ handOverDir: join(test.handOverDir, 'elsewhere') }));
    expect(await test.states()).to.deep.equal({ uncertain: 10, accepted: 10 });
    expect(test.got()).to.have.length(10);
  });

  it('DEL-3 a worker whose lease ran out by its stopwatch begins nothing, though nobody took the batch over', async () => {
    test.addPeople(20);
    await test.start();
    let sending = 0;
    const slow = test.another({
      mailer: {
        compose: (mail) => {
          test.elapsedMs += 6 * MINUTE_MS;
          return test.mailer.compose(mail);
        },
        send: (mail) => ((sending += 1), test.mailer.send(mail)),
      },
    });
    await slow.work();
    expect(sending).to.equal(0);
    expect(await test.states()).to.deep.equal({ pending: 20 });
    await test.workAll();
    expect(await test.states()).to.deep.equal({ accepted: 20 });
  });

  /** Lets the first marking of a window (bulkWrite), or the first writing of outcomes (updateMany), fail. */
  const failOnce = (method: 'bulkWrite' | 'updateMany', when: 'before' | 'after') => {
    const rows = test.db.connection.model('Recipient') as unknown as Record<string, Write>;
    const write = rows[method]!;
    rows[method] = async (...all) => {
      rows[method] = write;
      if (when === 'after') await write.call(rows, ...all);
      throw new Error('the connection broke');
    };
  };

  it('DEL-2 outcomes that the database did not take are read in the hand-over file, at once', async () => {
    test.addPeople(30);
    await test.start();
    failOnce('updateMany', 'before');
    expect(await refusal(test.delivery.work())).to.be.instanceOf(Error);
    expect(await test.states()).to.deep.equal({ 'handing-over': 10, pending: 20 });
    await test.workAll();
    expect(await test.states()).to.deep.equal({ accepted: 30 });
    expect(new Set(test.got()).size).to.equal(test.got().length).and.to.equal(30);
    expect((await test.rows()).every(({ reply }) => String(reply).startsWith('250'))).to.equal(true);
    expect(await readdir(test.handOverDir)).to.be.empty;
  });

  for (const when of ['before', 'after'] as const) {
    it(`DEL-2 rows whose marking failed ${when} it was written are sent once`, async () => {
      test.addPeople(30);
      await test.start();
      failOnce('bulkWrite', when);
      expect(await refusal(test.delivery.work())).to.be.instanceOf(Error);
      await test.workAll();
      expect(await test.states()).to.deep.equal({ accepted: 30 });
      expect(test.got()).to.have.length(30);
    });
  }

  it('DEL-2 a mark that came late, when its batch was done, is found at the end of the mailing', async () => {
    const [late] = test.addPeople(30);
    const { id } = await test.start();
    test.sink.afterData = () => {
      if (test.sink.mails.length < 29) return 'take';
      const mark = { state: 'handing-over', window: 'nobody.1', nextTryAt: null };
      const ofLate = { '_id.s': late as never };
      void test.db.connection.collection('recipients').updateOne(ofLate, { $set: mark });
      return 'take';
    };
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 29, uncertain: 1 });
    expect(test.got()).to.have.length(30);
  });

  it('removes hand-over files that nothing refers to any more', async () => {
    test.addPeople(20);
    await test.start();
    let calls = 0;
    void test.another({ mailer: { send: neverAnswered(() => (calls += 1)) } }).work();
    await until(() => calls === 5);
    await test.delivery.forgetOld();
    expect(await readdir(test.handOverDir), 'while the batch is held').to.have.length(1);
    await test.db.connection.collection('mailing_batches').deleteMany({});
    await test.delivery.forgetOld();
    expect(await readdir(test.handOverDir), 'while rows are marked').to.have.length(1);
    await test.db.connection.collection('recipients').deleteMany({});
    await test.delivery.forgetOld();
    expect(await readdir(test.handOverDir)).to.be.empty;
  });

  it('tells the source again where the program stopped before it was noted', async () => {
    const { id } = await test.start();
    const failing = test.another({ source: { finished: () => Promise.reject(new Error('stopped')) } });
    expect(await refusal(failing.work())).to.be.instanceOf(Error);
    await test.workAll();
    expect(test.told).to.deep.equal([id]);
  });
});
