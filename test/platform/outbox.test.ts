import { expect } from 'chai';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../server/platform/clock/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { openMailer, type Mailer } from '../../server/platform/mail/index.ts';
import { openOutbox, type Outbox, type OutboxMail } from '../../server/platform/outbox/index.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { testClock, type TestClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

const mail = (address: string, about: SubscriberId | null = null): OutboxMail => ({
  to: { name: 'Anna', address },
  subject: 'Bevestig je aanmelding',
  text: 'Klik op de knop.',
  html: '<p>Klik op de knop.</p>',
  headers: { 'X-Test': 'ja' },
  automatic: true,
  about,
});

describe('platform/outbox', () => {
  let db: TestDb;
  let sink: SmtpSink;
  let mailer: Mailer;
  let clock: TestClock;
  let outbox: Outbox;
  const open = (by: Mailer = mailer) =>
    openOutbox({ db, mailer: by, clock, log: openLog('silent'), random: () => 0 });
  const put = (...mails: OutboxMail[]) =>
    db.transaction(async (tx) => {
      for (const one of mails) await outbox.enqueue(one, tx);
    });
  const workAll = async (box = outbox) => {
    while (await box.work());
  };
  const rows = () => db.connection.collection('outbox').find().toArray();

  before(async () => {
    db = await testDb();
    sink = await openSmtpSink();
    mailer = openMailer({
      smtpUrl: sink.smtpUrl,
      mailFrom: { name: 'Winkel', address: 'nieuws@shop.example' },
      dkim: { by: 'relay' },
      publicUrl: 'https://shop.example',
      socketTimeoutMs: 500,
    });
    clock = testClock();
    outbox = open();
    await db.ready();
  });
  beforeEach(async () => {
    await db.connection.collection('outbox').deleteMany({});
    sink.mails.length = 0;
    sink.toRecipient = () => null;
    sink.afterData = () => 'take';
  });
  after(async () => {
    await mailer.close();
    await sink.close();
    await db.drop();
  });

  it('MAIL-8 sends what was committed with its cause, and nothing of it stays', async () => {
    await put(mail('a@example.org'), mail('b@example.org'));
    await workAll();
    expect(sink.mails.map(({ to }) => to)).to.have.members(['a@example.org', 'b@example.org']);
    expect(sink.mails[0]!.raw.toString())
      .to.contain('Auto-Submitted: auto-generated')
      .and.to.contain('X-Test: ja');
    expect(await rows()).to.be.empty;
  });

  it('MAIL-8 sends nothing whose cause was rolled back', async () => {
    const failed = db.transaction(async (tx) => {
      await outbox.enqueue(mail('a@example.org'), tx);
      throw new Error('the cause failed');
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal('the cause failed');
    await workAll();
    expect(sink.mails).to.be.empty;
  });

  it('DEL-3 several processes share the outbox and nothing leaves twice', async () => {
    await put(...Array.from({ length: 40 }, (_, n) => mail(`p${n}@example.org`)));
    await Promise.all([workAll(), workAll(open()), workAll(open())]);
    expect(new Set(sink.mails.map(({ to }) => to)).size).to.equal(40);
    expect(sink.mails).to.have.length(40);
  });

  it('DEL-5 tries again after a temporary refusal, with growing waits, and ends after 72 hours', async () => {
    let tries = 0;
    sink.toRecipient = () => ((tries += 1), '451 4.3.0 Later');
    await put(mail('a@example.org'));
    await workAll();
    expect(tries).to.equal(1);
    clock.advance(4 * MINUTE_MS);
    await workAll();
    expect(tries).to.equal(1);
    clock.advance(2 * MINUTE_MS);
    await workAll();
    expect(tries).to.equal(2);
    for (let hour = 0; hour < 80; hour += 1) {
      clock.advance(HOUR_MS);
      await workAll();
    }
    expect(tries).to.be.within(8, 15);
    expect((await rows())[0]).to.include({ state: 'refused', code: '4.3.0', mail: null, about: null });
  });

  it('PRIV-3 keeps of a permanent refusal only that it was one', async () => {
    sink.toRecipient = () => '550 5.1.1 <a@example.org> is unknown';
    await put(mail('a@example.org', newId<SubscriberId>()));
    await workAll();
    const [row] = await rows();
    expect(row).to.include({ state: 'refused', code: '5.1.1', mail: null, about: null });
    expect(JSON.stringify(row)).not.to.contain('example.org');
  });

  it('MAIL-9 tells what became of a mail about a subscriber, and of no other', async () => {
    const told: object[] = [];
    const telling = openOutbox({
      ...{ db, mailer, clock, log: openLog('silent') },
      answered: (answer) => Promise.resolve(void told.push(answer)),
    });
    const [anna, piet] = [newId<SubscriberId>(), newId<SubscriberId>()];
    sink.toRecipient = (to) => (to.startsWith('p') ? null : '550 5.1.1 No such user');
    await put(mail('a@example.org', anna), mail('p@example.org', piet), mail('x@example.org'));
    await workAll(telling);
    expect(told).to.have.deep.members([
      { subscriber: anna, email: 'a@example.org', refused: { enhanced: '5.1.1' } },
      { subscriber: piet, email: 'p@example.org', refused: null },
    ]);
  });

  it('MAIL-9 tells staff what waits for more than an hour, and for a week what 5.7.x refused', async () => {
    sink.toRecipient = (to) => (to.startsWith('a') ? '550 5.7.1 Not you' : '450 4.2.0 Later');
    await put(mail('a@example.org'), mail('b@example.org'));
    await workAll();
    expect(await outbox.trouble()).to.deep.equal({ overdue: 0, byPolicy: 1 });
    clock.advance(HOUR_MS);
    expect(await outbox.trouble()).to.deep.equal({ overdue: 1, byPolicy: 1 });
    clock.advance(7 * DAY_MS);
    expect(await outbox.trouble()).to.deep.equal({ overdue: 1, byPolicy: 0 });
  });

  it('PRIV-3 forgets every mail to an address, whoever it is about, and no other', async () => {
    await put(mail('a@example.org'), mail('a@example.org', newId<SubscriberId>()), mail('b@example.org'));
    await db.transaction((tx) => outbox.eraseAddress('a@example.org', tx));
    await workAll();
    expect(sink.mails.map(({ to }) => to)).to.deep.equal(['b@example.org']);
  });

  it('DEL-2 does not send again what may have arrived', async () => {
    sink.afterData = () => 'hang up';
    await put(mail('a@example.org'));
    await workAll();
    sink.afterData = () => 'take';
    clock.advance(DAY_MS);
    await workAll();
    expect(sink.mails).to.be.empty;
    expect((await rows())[0]).to.include({ state: 'uncertain', mail: null });
  });

  it('DEL-2 a process that fell over during the hand-over leaves it uncertain', async () => {
    await put(mail('a@example.org'));
    const hanging = open({ ...mailer, send: () => new Promise(() => undefined) });
    void hanging.work();
    await until(async () => (await rows())[0]?.['state'] === 'handing-over');
    await workAll();
    expect(sink.mails).to.be.empty;
    clock.advance(6 * MINUTE_MS);
    await workAll();
    expect((await rows())[0]).to.include({ state: 'uncertain', mail: null });
    expect(sink.mails).to.be.empty;
  });

  it('DEL-2 a process that fell over before the hand-over loses nothing', async () => {
    await put(mail('a@example.org'));
    void open({ ...mailer, compose: () => new Promise(() => undefined) }).work();
    await until(async () => (await rows())[0]?.['tries'] === 1);
    clock.advance(6 * MINUTE_MS);
    await workAll();
    expect(sink.mails).to.have.length(1);
  });

  it('PRIV-6 forgets after 30 days what became of a mail, and no mail that waits', async () => {
    sink.toRecipient = () => '550 5.1.1 No such user';
    await put(mail('a@example.org'));
    await workAll();
    clock.advance(30 * DAY_MS - 1);
    await put(mail('c@example.org'));
    await outbox.forgetOld();
    expect(await rows()).to.have.length(2);
    clock.advance(1);
    expect(await outbox.forgetOld()).to.equal(false);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['waiting']);
  });

  it('waits where the server cannot be reached', async () => {
    const nobody = openMailer({
      smtpUrl: 'smtp://127.0.0.1:1',
      mailFrom: { name: '', address: 'nieuws@shop.example' },
      dkim: { by: 'relay' },
      publicUrl: 'https://shop.example',
    });
    await put(mail('a@example.org'));
    await workAll(open(nobody));
    expect(sink.mails).to.be.empty;
    clock.advance(6 * MINUTE_MS);
    await workAll();
    expect(sink.mails).to.have.length(1);
  });

  it('SEC-2 a mail that must not leave ends, and the others go on', async () => {
    await put({ ...mail('a@example.org'), subject: 'a\r\nBcc: b@example.org' }, mail('c@example.org'));
    await workAll();
    expect(sink.mails.map(({ to }) => to)).to.deep.equal(['c@example.org']);
    expect((await rows())[0]).to.include({ state: 'refused', mail: null });
  });

  it('PRIV-3 erases what waits about a person, and PRIV-1 shows it before', async () => {
    const [anna, piet] = [newId<SubscriberId>(), newId<SubscriberId>()];
    await put(mail('a@example.org', anna), mail('p@example.org', piet));
    expect(await outbox.holder.export(anna)).to.deep.equal({
      waiting: [{ subject: 'Bevestig je aanmelding', createdAt: clock() }],
    });
    await db.transaction((tx) => outbox.holder.erase(anna, tx));
    await workAll();
    expect(sink.mails.map(({ to }) => to)).to.deep.equal(['p@example.org']);
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}
