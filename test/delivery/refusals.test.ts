import { expect } from 'chai';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus, plusMonths } from '../../server/platform/clock/index.ts';
import { afterAnswer, noStreak } from '../../server/delivery/refusals/trouble.ts';
import type { SendResult } from '../../server/platform/mail/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { Conflict } from '../../server/platform/errors/index.ts';
import { aStaffMember, aMailing, openADelivery, refusal, type ADelivery } from './a-delivery.ts';

describe('delivery: refusals and lines that break', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  /** When a row is due that is still to be sent. */
  const nextTry = async () =>
    (await test.rows()).find(({ state }) => state === 'pending')?.['nextTryAt'] as Date | undefined;

  it('DEL-5 a refusal for one recipient never stops the others', async () => {
    test.addPeople(15);
    test.sink.toRecipient = (to) => (to === 'p7@example.org' ? '550 5.1.1 No such user' : null);
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 14, refused: 1 });
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
    for (let next = await nextTry(); next; next = await nextTry()) {
      test.clock.set(plus(next, -1));
      await test.workAll();
      test.clock.set(next);
      await test.workAll();
    }
    const waits = tries.slice(1).map((at, index) => at.getTime() - tries[index]!.getTime());
    expect(waits.length).to.be.within(7, 14);
    expect(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]!)).to.equal(true);
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 2, refused: 1 });
    expect(test.got()).to.have.length(2);
  });

  it('DEL-5 mails that were refused together come back spread over a quarter of the wait', async () => {
    test.addPeople(5);
    test.sink.toRecipient = () => '450 4.2.0 Greylisted';
    let calls = 0;
    const spread = test.another({ random: () => (calls++ % 5) / 5 });
    await test.start();
    await test.workAll(spread);
    const due = (await test.rows()).map((row) => (row['nextTryAt'] as Date).getTime());
    const minutes = due.map((at) => (at - test.clock().getTime()) / MINUTE_MS).sort();
    expect(minutes).to.deep.equal([5, 5.25, 5.5, 5.75, 6]);
  });

  describe('of an address', () => {
    const counts = () => test.db.connection.collection('refusal_counts').find().toArray();
    const send = async (reply: string | null) => {
      test.sink.toRecipient = (to) => (to === 'p1@example.org' ? reply : null);
      await test.start();
      await test.workAll();
      // What is refused for now ends after 72 hours.
      for (let hours = 0; hours < 90 && (await test.states())['pending']; hours += 6) {
        test.clock.advance(6 * HOUR_MS);
        await test.workAll();
      }
    };
    const sendOnDays = async (replies: readonly (string | null)[]) => {
      for (const reply of replies) {
        await send(reply);
        test.clock.advance(DAY_MS);
      }
    };

    it('MAIL-9 5.1.1 blocks it at once, and nobody else', async () => {
      test.addPeople(3);
      await send('550 5.1.1 No such user');
      expect(test.blocked).to.deep.equal(['p1@example.org bounced']);
      expect(await counts()).to.be.empty;
    });

    it('MAIL-9 5.2.1 blocks it after two on different days in Amsterdam', async () => {
      test.addPeople(3);
      test.clock.set(new Date('2026-06-01T21:10:00Z'));
      await send('550 5.2.1 Mailbox disabled');
      test.clock.advance(30 * MINUTE_MS);
      await send('550 5.2.1 Mailbox disabled');
      expect(test.blocked, 'on the same day').to.be.empty;
      test.clock.advance(30 * MINUTE_MS);
      await send('550 5.2.1 Mailbox disabled');
      expect(test.blocked, 'after midnight').to.deep.equal(['p1@example.org bounced']);
    });

    it('MAIL-9 a full mailbox blocks it after five refused mails on at least three days', async () => {
      test.addPeople(2);
      for (let mail = 0; mail < 4; mail += 1) await send('552 5.2.2 Full');
      test.clock.advance(DAY_MS);
      await send('550 Not now');
      await send('552 5.2.2 Full');
      expect(test.blocked, 'six on two days').to.be.empty;
      test.clock.advance(DAY_MS);
      await send('552 5.3.4 Too large');
      expect(test.blocked).to.deep.equal(['p1@example.org bounced']);
    });

    it('MAIL-9 an acceptance in between begins the run anew', async () => {
      test.addPeople(2);
      await sendOnDays(['550 No', '550 No', '550 No', '550 No', null]);
      expect(await counts()).to.be.empty;
      await sendOnDays(['550 No', '550 No', '550 No', '550 No']);
      expect(test.blocked).to.be.empty;
      await send('550 No');
      expect(test.blocked).to.deep.equal(['p1@example.org bounced']);
    });

    it('MAIL-9 tries of one mail are one refusal, and none where it was accepted in the end', async () => {
      test.addPeople(2);
      await send('450 4.2.0 Later');
      expect(
        (await counts()).map(({ refusals, days }) => [refusals, (days as string[]).length]),
      ).to.deep.equal([[1, 1]]);
      await send('550 5.7.1 Not you');
      expect(test.blocked, '5.7.1 says nothing of the address').to.be.empty;
      expect((await counts())[0]).to.include({ refusals: 1 });
    });

    it('MAIL-9 another address begins anew, and PRIV-3 the count goes with the person', async () => {
      const [, person] = test.addPeople(2);
      await send('550 No');
      test.people.set(person!, { ...test.people.get(person!)!, email: 'new@example.org' });
      test.sink.toRecipient = () => '550 No';
      await test.start();
      await test.workAll();
      const count = (await counts()).find(({ _id }) => (_id as unknown) === person);
      expect(count).to.include({ refusals: 1, address: 'k1:new@example.org' });
      expect(await test.delivery.holder.export(person!)).to.have.nested.property('refused.refusals', 1);
      await test.db.transaction((tx) => test.delivery.holder.erase(person!, tx));
      expect((await counts()).some(({ _id }) => (_id as unknown) === person)).to.equal(false);
      test.clock.set(plusMonths(test.clock(), 24));
      await test.delivery.forgetOld();
      expect(await counts(), 'PRIV-6 after 24 months').to.be.empty;
    });

    it('MAIL-9 what the outbox or a bounce message tells is counted by the same door', async () => {
      const [person] = test.addPeople(1);
      const mail = { subscriber: person!, email: 'p0@example.org' };
      await test.delivery.noteAnswer({ ...mail, refused: { status: '552', enhanced: '5.2.2' } });
      expect(await counts()).to.have.length(1);
      await test.delivery.noteAnswer({ ...mail, refused: null });
      expect(await counts()).to.be.empty;
      await test.delivery.noteAnswer({ ...mail, refused: { enhanced: '5.1.10' } });
      expect(test.blocked).to.deep.equal(['p0@example.org bounced']);
    });
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
    await test.delivery.resume(id, aStaffMember);
    test.clock.advance(2 * MINUTE_MS);
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({
      state: 'finished',
      accepted: 30,
      pausedBecause: null,
    });
    expect(test.got()).to.have.length(30);
  });

  const says = (refuses?: 'login' | 'sender') => ({
    mailer: {
      send: () => Promise.resolve({ kind: 'unreachable' as const, reply: '', ...(refuses && { refuses }) }),
    },
  });

  it('DEL-5 a refused password pauses at once, and says what to do', async () => {
    test.addPeople(30);
    const { id } = await test.start();
    await test.workAll(test.another(says('login')));
    expect(await test.delivery.progress(id)).to.include({
      ...{ state: 'paused', pausedBecause: 'delivery:paused.login', pending: 30 },
    });
    expect(await test.delivery.alerts()).to.deep.equal([
      { mailing: id, pausedBecause: 'delivery:paused.login', byPolicy: 0 },
    ]);
    expect(await test.delivery.events(id)).to.deep.equal([
      { what: 'paused', at: test.clock(), by: { kind: 'program', because: 'delivery:paused.login' } },
    ]);
    await test.delivery.resume(id, aStaffMember);
    expect(await test.delivery.alerts()).to.be.empty;
  });

  it('DEL-5 a refused sender pauses after five mails, with everybody still to come', async () => {
    test.addPeople(30);
    const { id } = await test.start();
    await test.workAll(test.another(says('sender')));
    expect(await test.delivery.progress(id)).to.include({
      ...{ state: 'paused', pausedBecause: 'delivery:paused.sender', pending: 30 },
    });
  });

  it('MAIL-9 5.7.x for five recipients in a row pauses the mailing; nobody is blocked and staff are told', async () => {
    test.addPeople(30);
    test.sink.toRecipient = () => '550 5.7.26 Not signed';
    const { id } = await test.start();
    await test.workAll();
    const { state, pausedBecause, refused, pending } = (await test.delivery.progress(id))!;
    expect({ state, pausedBecause }).to.deep.equal({
      state: 'paused',
      pausedBecause: 'delivery:paused.policy',
    });
    // Up to four more were on other lines.
    expect(refused).to.be.within(5, 9);
    expect(refused + pending).to.equal(30);
    expect(test.blocked).to.be.empty;
  });

  it('MAIL-9 5.7.1 for a few is their own row, tells staff for a week and goes on', async () => {
    test.addPeople(30);
    test.sink.toRecipient = (to) => (/p(3|9|17)@/.test(to) ? '550 5.7.1 Not you' : null);
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 27, refused: 3 });
    expect(await test.delivery.alerts()).to.deep.equal([{ mailing: id, pausedBecause: null, byPolicy: 3 }]);
    test.clock.advance(7 * DAY_MS + 1);
    expect(await test.delivery.alerts()).to.be.empty;
  });

  it('DEL-5 what says something of the line or of us counts only in a row', () => {
    const server = 'mx:25';
    const accepted: SendResult = { kind: 'accepted', reply: '', server };
    const policy: SendResult = { kind: 'refused', permanent: true, code: '5.7.1', reply: '', server };
    const unknown: SendResult = { ...policy, code: '5.1.1' };
    const cut: SendResult = { kind: 'unreachable', reply: '' };
    const lost: SendResult = { kind: 'uncertain', reply: '' };
    const many = (count: number, result: SendResult) => Array.from({ length: count }, () => result);
    const troubleOf = (...results: SendResult[]) => {
      let streak = noStreak;
      let last: string | null = null;
      for (const result of results) ({ streak, trouble: last } = afterAnswer(streak, result));
      return last;
    };
    expect(troubleOf(...many(9, cut))).to.equal(null);
    expect(troubleOf(...many(10, cut))).to.equal('unreachable');
    expect(troubleOf(...many(5, cut), ...many(5, lost))).to.equal('unreachable');
    expect(troubleOf(...many(9, cut), accepted, cut)).to.equal(null);
    expect(troubleOf(...many(4, policy))).to.equal(null);
    expect(troubleOf(...many(4, policy), cut, policy)).to.equal('policy');
    expect(troubleOf(...many(4, policy), unknown, policy)).to.equal(null);
    expect(troubleOf(...many(4, policy), accepted, policy)).to.equal(null);
    expect(troubleOf(...many(19, unknown))).to.equal(null);
    expect(troubleOf(...many(20, unknown)), 'a server that knows nobody').to.equal('unknown');
    expect(troubleOf(...many(19, unknown), accepted, unknown)).to.equal(null);
  });

  it('MAIL-11 letters beyond ASCII before the @ end that row alone, with a reason in words; domains do not', async () => {
    const [zoe, bucher] = test.addPeople(4);
    const move = (person: SubscriberId, email: string) =>
      test.people.set(person, { ...test.people.get(person)!, email });
    move(zoe!, 'zoë@example.org');
    move(bucher!, 'info@bücher.example');
    const { id } = await test.start();
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 3, refused: 1 });
    const heads = test.sink.mails.map(({ raw }) => /^To: (.*)\r$/m.exec(raw.toString())![1]);
    expect(heads).to.include('info@xn--bcher-kva.example');
    const { rows } = await test.delivery.rows(id, 'refused', 1);
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ subscriber: zoe, refused: 'letters', code: '5.6.7' });
    expect(rows[0]!.reply).to.contain('SMTPUTF8');
    expect(test.blocked).to.be.empty;
  });

  it('SEC-2 a mail that must not leave ends its own row only', async () => {
    test.addPeople(3);
    const { id } = await test.start();
    const odd = test.another({
      source: {
        render: async (mailing) => {
          const render = await test.source.render(mailing);
          return async (person) => ({
            ...(await render(person)),
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
    const mailing = aMailing();
    expect(await refusal(wrong.start(mailing, test.clock()))).to.be.instanceOf(Conflict);
    expect(await test.delivery.progress(mailing.id)).to.equal(null);
  });
});
