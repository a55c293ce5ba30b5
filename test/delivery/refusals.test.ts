import { expect } from 'chai';
import { HOUR_MS, MINUTE_MS, plus } from '../../server/platform/clock/index.ts';
import { Conflict } from '../../server/platform/errors/index.ts';
import { aMailing, openADelivery, refusal, type ADelivery } from './a-delivery.ts';

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
    const mailing = aMailing();
    expect(await refusal(wrong.start(mailing, test.clock()))).to.be.instanceOf(Conflict);
    expect(await test.delivery.progress(mailing.id)).to.equal(null);
  });
});
