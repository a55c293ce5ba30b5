import { expect } from 'chai';
import { Conflict } from '../../server/platform/errors/index.ts';
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../server/platform/clock/index.ts';
import { newId, type MailingId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openADelivery, until, type ADelivery } from './a-delivery.ts';

describe('delivery', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  const states = async () => {
    const counts: Record<string, number> = {};
    for (const { state } of await test.rows()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  const subjects = () => {
    const counts: Record<string, number> = {};
    for (const { raw } of test.sink.mails) {
      const subject = /^Subject: (.*)\r$/m.exec(raw.toString())![1]!;
      counts[subject] = (counts[subject] ?? 0) + 1;
    }
    return counts;
  };
  const refusal = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

  it('sends to everybody once, finishes and tells the source once', async () => {
    test.addPeople(620);
    const { id } = await test.start();
    await test.workAll();
    expect(new Set(test.got()).size).to.equal(620);
    expect(test.got()).to.have.length(620);
    expect(test.told).to.deep.equal([id]);
    expect(await test.delivery.progress(id)).to.deep.include({
      state: 'finished',
      total: 620,
      accepted: 620,
      pending: 0,
    });
  });

  it('finishes a mailing to nobody', async () => {
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', total: 0 });
    expect(test.told).to.deep.equal([id]);
  });

  describe('the freeze', () => {
    it('UX-1 nothing happens before its time, and cancel then means that nobody got it', async () => {
      test.addPeople(3);
      const mailing = {
        id: newId<MailingId>(),
        kind: 'test',
        purpose: 'newsletter.test.email',
        newsletter: null,
      };
      await test.delivery.start(mailing, plus(test.clock(), 60 * SECOND_MS));
      await test.workAll();
      expect(await test.delivery.progress(mailing.id)).to.include({ state: 'waiting', total: 0 });
      test.clock.advance(59 * SECOND_MS);
      await test.workAll();
      expect(await test.delivery.cancel(mailing.id)).to.equal(true);
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
      test.addPeople(1250);
      const { id } = await test.start();
      const breaking = test.another({
        source: {
          audience: async function* () {
            yield* [...test.people.keys()].slice(0, 1100);
            throw new Error('the machine stopped');
          },
        },
      });
      expect(await refusal(breaking.work())).to.be.instanceOf(Error);
      expect(await test.delivery.progress(id)).to.include({ state: 'freezing', total: 1000 });
      await test.workAll();
      expect(test.got(), 'while the lease of the first lasts').to.be.empty;
      test.clock.advance(6 * MINUTE_MS);
      await test.workAll();
      expect(new Set(test.got()).size).to.equal(1250);
      expect(test.got()).to.have.length(1250);
    });

    it('DEL-3 a freezer that was overtaken adds nothing more', async () => {
      test.addPeople(1100);
      let goOn = (): void => undefined;
      const waiting = new Promise<void>((resolve) => (goOn = resolve));
      const { id } = await test.start();
      const slow = test.another({
        source: {
          audience: async function* () {
            yield* [...test.people.keys()].slice(0, 1000);
            await waiting;
            yield newId<SubscriberId>();
          },
        },
      });
      const late = slow.work();
      await until(async () => (await test.delivery.progress(id))!.total === 1000);
      test.clock.advance(6 * MINUTE_MS);
      await test.workAll();
      goOn();
      await late;
      expect(await test.rows()).to.have.length(1100);
      expect(test.got()).to.have.length(1100);
    });

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
      expect(subjects()).to.deep.equal({ roses: 12, default: 28 });
      const progress = (await test.delivery.progress(id))!;
      expect(progress.fellToDefault).to.deep.equal(['garden']);
      expect(Object.fromEntries(progress.byVersion)).to.deep.equal({ roses: 12, default: 28 });
    });

    it('SEG-9 a default with fewer than k recipients takes everybody in', async () => {
      test.k = 10;
      for (const id of test.addPeople(40).slice(0, 37)) test.versions.set(id, 'roses');
      await test.start();
      await test.workAll();
      expect(subjects()).to.deep.equal({ default: 40 });
    });

    it('SEG-9 who objected before the freeze counts with the default', async () => {
      test.k = 10;
      const ids = test.addPeople(40);
      for (const id of ids.slice(0, 12)) test.versions.set(id, 'roses');
      for (const id of ids.slice(0, 3)) test.answers.set(id, 'default');
      await test.start();
      await test.workAll();
      expect(subjects()).to.deep.equal({ default: 40 });
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

  describe('the hand-over', () => {
    it('MAIL-13 skips whoever unsubscribed after the freeze', async () => {
      const ids = test.addPeople(120);
      let sent = 0;
      test.sink.afterData = () => {
        // After the first mails of the first window somebody far behind leaves.
        if ((sent += 1) === 3) test.answers.set(ids[110]!, 'no');
        return 'take';
      };
      const { id } = await test.start();
      await test.workAll();
      expect(test.got()).to.have.length(119).and.not.to.include(test.people.get(ids[110]!)!.email);
      expect(await test.delivery.progress(id)).to.include({ accepted: 119, skipped: 1 });
    });

    it('MAIL-13 asks consent once a window, not once a person', async () => {
      test.addPeople(500);
      await test.start();
      await test.workAll();
      expect(test.asked).to.be.at.most(12);
    });

    it('CON-12 who objected to profiling after the freeze gets the default version', async () => {
      const ids = test.addPeople(120);
      for (const id of ids) test.versions.set(id, 'roses');
      let sent = 0;
      test.sink.afterData = () => {
        if ((sent += 1) === 3) test.answers.set(ids[110]!, 'default');
        return 'take';
      };
      await test.start();
      await test.workAll();
      expect(subjects()).to.deep.equal({ roses: 119, default: 1 });
      expect((await test.delivery.mailsTo(ids[110]!))[0]).to.include({
        version: 'default',
        outcome: 'accepted',
      });
    });

    it('SEG-7 a version that is not chosen by interests also goes to who agreed to nothing about interests', async () => {
      const [dutch, english] = test.addPeople(2);
      test.versions.set(dutch!, 'roses').set(english!, 'english');
      test.answers.set(dutch!, 'default').set(english!, 'default');
      test.open = new Set(['english']);
      await test.start();
      await test.workAll();
      expect(subjects()).to.deep.equal({ default: 1, english: 1 });
    });

    it('a service mail asks nobody', async () => {
      test.answers.set(test.addPeople(2)[0]!, 'no');
      await test.delivery.start({ id: newId(), kind: 'test', purpose: null, newsletter: null }, test.clock());
      await test.workAll();
      expect(test.got()).to.have.length(2);
      expect(test.asked).to.equal(0);
    });

    it('PRIV-3 nobody writes to a person who was erased after the freeze, and no row of theirs is left', async () => {
      const ids = test.addPeople(120);
      const gone = ids[110]!;
      const email = test.people.get(gone)!.email;
      let erasing: Promise<unknown> | null = null;
      test.sink.afterData = () => {
        test.people.delete(gone);
        erasing ??= test.db.transaction((tx) => test.delivery.holder.erase(gone, tx));
        return 'take';
      };
      await test.start();
      await test.workAll();
      await erasing;
      expect(test.got()).not.to.include(email);
      expect((await test.rows()).map(({ s }) => s)).not.to.include(gone);
    });

    it('DEL-7 each row tells outcome, time, server and reply', async () => {
      const [anna, piet] = test.addPeople(2);
      test.sink.toRecipient = (to) =>
        to === test.people.get(piet!)!.email ? '550 5.1.1 No such user' : null;
      const { id } = await test.start();
      await test.workAll();
      const [toAnna] = await test.delivery.mailsTo(anna!);
      expect(toAnna).to.deep.include({
        mailing: id,
        version: 'default',
        outcome: 'accepted',
        at: test.clock(),
      });
      expect(toAnna!.reply).to.match(/^250 /);
      const row = (await test.rows()).find(({ s }) => s === piet)!;
      expect(row).to.include({
        state: 'refused',
        code: '5.1.1',
        server: test.sink.smtpUrl.replace('smtp://', ''),
      });
      expect(row['reply']).to.contain('550 5.1.1');
      expect(await test.delivery.holder.export(anna!)).to.deep.equal({ mails: [toAnna] });
    });
  });

  describe('refusals and lines that break', () => {
    it('DEL-5 a refusal for one recipient never stops the others', async () => {
      test.addPeople(60);
      test.sink.toRecipient = (to) => (to === 'p7@example.org' ? '550 5.1.1 No such user' : null);
      const { id } = await test.start();
      await test.workAll();
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 59, refused: 1 });
    });

    it('DEL-5 a temporary refusal is tried again with growing waits, for 72 hours', async () => {
      test.addPeople(3);
      const tries: Date[] = [];
      test.sink.toRecipient = (to) => {
        if (to !== 'p1@example.org') return null;
        tries.push(test.clock());
        return '450 4.2.0 Greylisted';
      };
      const { id } = await test.start();
      await test.workAll();
      expect(await test.delivery.progress(id)).to.include({ state: 'sending', accepted: 2, pending: 1 });
      for (let halfHours = 0; halfHours < 160; halfHours += 1) {
        test.clock.advance(30 * MINUTE_MS);
        await test.workAll();
      }
      const waits = tries.slice(1).map((at, index) => at.getTime() - tries[index]!.getTime());
      expect(waits.length).to.be.within(7, 14);
      expect(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]!)).to.equal(true);
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 2, refused: 1 });
      expect(test.got()).to.have.length(2);
    });

    it('DEL-2 a line that breaks after the mail leaves that row uncertain, and it is never sent again', async () => {
      test.addPeople(12);
      test.sink.afterData = (to) => (to === 'p5@example.org' ? 'say nothing' : 'take');
      const { id } = await test.start();
      await test.workAll();
      test.sink.afterData = () => 'take';
      test.clock.advance(80 * HOUR_MS);
      await test.workAll();
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 11, uncertain: 1 });
      expect(test.got()).to.have.length(11);
    });

    it('DEL-5 ten connection errors in a row pause the mailing and say why; resumed, nobody was skipped', async () => {
      test.addPeople(30);
      const { id } = await test.start();
      const cut = test.another({
        mailer: { send: () => Promise.resolve({ kind: 'unreachable', reply: 'connect ECONNREFUSED' }) },
      });
      await test.workAll(cut);
      expect(await test.delivery.progress(id)).to.include({
        state: 'paused',
        pausedBecause: 'delivery:paused.unreachable',
        pending: 30,
      });
      await test.delivery.resume(id);
      test.clock.advance(2 * MINUTE_MS);
      await test.workAll();
      expect(await test.delivery.progress(id)).to.include({
        state: 'finished',
        accepted: 30,
        pausedBecause: null,
      });
      expect(test.got()).to.have.length(30);
    });

    it('SEC-2 a mail that must not leave ends its own row only', async () => {
      test.addPeople(3);
      const { id } = await test.start();
      const odd = test.another({
        source: {
          render: async (mailing) => {
            const make = await test.source.render(mailing);
            return async (person) => ({
              ...(await make(person)),
              ...(person.subscriber.email === 'p1@example.org' && { subject: 'a\r\nBcc: x@example.org' }),
            });
          },
        },
      });
      await test.workAll(odd);
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 2, refused: 1 });
    });

    it('mails that cannot be made at all pause the mailing and say so', async () => {
      test.addPeople(3);
      const { id } = await test.start();
      await test.workAll(
        test.another({ source: { render: () => Promise.reject(new Error('no such picture')) } }),
      );
      const because = 'delivery:paused.content';
      expect(await test.delivery.progress(id)).to.include({
        state: 'paused',
        pausedBecause: because,
        pending: 3,
      });
    });

    it('MAIL-12 does not start where From and DKIM are not aligned', async () => {
      const wrong = test.another({ mailer: { alignmentProblem: () => 'shop.example ≠ other.example' } });
      const mailing = {
        id: newId<MailingId>(),
        kind: 'test',
        purpose: 'newsletter.test.email',
        newsletter: null,
      };
      expect(await refusal(wrong.start(mailing, test.clock()))).to.be.instanceOf(Conflict);
      expect(await test.delivery.progress(mailing.id)).to.equal(null);
    });
  });

  describe('pause, resume, cancel', () => {
    /** Starts sending to 600 people and does `what` once 20 mails have arrived. */
    const after20 = async (what: (id: MailingId) => Promise<unknown>) => {
      test.addPeople(600);
      const { id } = await test.start();
      let doing: Promise<unknown> | null = null;
      test.sink.afterData = () => {
        if (test.sink.mails.length === 20) doing ??= what(id);
        return 'take';
      };
      await test.workAll();
      await doing;
      return id;
    };

    it('DEL-4 pause takes effect within a batch, and resume goes on where it stopped', async () => {
      const id = await after20((mailing) => test.delivery.pause(mailing));
      expect(test.got().length).to.be.within(20, 150);
      expect(await test.delivery.progress(id)).to.include({ state: 'paused', pausedBecause: null });
      await test.delivery.resume(id);
      await test.workAll();
      expect(new Set(test.got()).size).to.equal(600);
      expect(test.got()).to.have.length(600);
    });

    it('DEL-4 cancel takes effect within a batch, and the rest is skipped', async () => {
      let nobody: boolean | null = null;
      const id = await after20(async (mailing) => (nobody = await test.delivery.cancel(mailing)));
      expect(nobody).to.equal(false);
      const got = test.got().length;
      expect(got).to.be.within(20, 150);
      await test.workAll();
      expect(test.got()).to.have.length(got);
      expect(await test.delivery.progress(id)).to.include({
        state: 'cancelled',
        accepted: got,
        skipped: 600 - got,
        pending: 0,
      });
      expect(test.told).to.be.empty;
    });

    it('DEL-4 what has ended cannot be paused, resumed or cancelled', async () => {
      const { id } = await test.start();
      await test.workAll();
      const { pause, resume, cancel } = test.delivery;
      for (const act of [pause, resume, cancel]) expect(await refusal(act(id))).to.be.instanceOf(Conflict);
    });

    it('DEL-4 stopping the program lets mails under way finish and writes them; a restart goes on', async () => {
      test.addPeople(600);
      const { id } = await test.start();
      const first = test.another();
      let stopping: Promise<void> | null = null;
      test.sink.afterData = () => {
        if (test.sink.mails.length === 20) stopping ??= first.stop();
        return 'take';
      };
      await test.workAll(first);
      await stopping;
      const got = test.got().length;
      expect(got).to.be.within(20, 40);
      expect(await states()).to.deep.equal({ accepted: got, pending: 600 - got });
      await test.workAll();
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 600 });
      expect(test.got()).to.have.length(600);
    });
  });

  describe('several workers', () => {
    it('DEL-3 share a mailing without overlap', async () => {
      test.addPeople(1200);
      const { id } = await test.start();
      const workers = [test.delivery, test.another(), test.another(), test.another()];
      await Promise.all(workers.map((worker) => test.workAll(worker)));
      await test.workAll();
      expect(new Set(test.got()).size).to.equal(1200);
      expect(test.got()).to.have.length(1200);
      expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 1200 });
    });

    it('DEL-2 a worker that dies in the middle: nobody gets it twice, nobody is lost, doubt is shown', async () => {
      test.addPeople(600);
      const { id } = await test.start();
      let calls = 0;
      const dying = test.another({
        mailer: {
          send: (mail) => ((calls += 1) > 130 ? new Promise(() => undefined) : test.mailer.send(mail)),
        },
      });
      void dying.work();
      await until(() => calls >= 135);
      await test.workAll();
      test.clock.advance(6 * MINUTE_MS);
      await test.workAll();
      const progress = (await test.delivery.progress(id))!;
      expect(progress.state).to.equal('finished');
      // The window that was open: 30 mails had arrived, 5 were being handed over; of none is the outcome known.
      expect(progress.uncertain).to.equal(35);
      expect(progress.accepted).to.equal(565);
      expect(test.got()).to.have.length(595);
      expect(new Set(test.got()).size).to.equal(595);
    });

    it('DEL-3 a worker past its lease neither sends nor writes', async () => {
      test.addPeople(40);
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
      expect(await states()).to.deep.equal({ accepted: 35, uncertain: 5 });
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
      expect(await states()).to.deep.equal({ accepted: 10 });
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
      expect(await states()).to.deep.equal({ uncertain: 5, skipped: 15 });
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
});
