/** Servers refuse some readers of a campaign, lose the answer about others, and do not let us in at all. */
import { expect } from 'chai';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const minute = 61_000;

describe('Mails that are refused or uncertain', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let sink: SmtpSink;
  let marketer: Awaited<ReturnType<TestApp['staff']>>;
  let administrator: typeof marketer;
  let counter: typeof marketer;
  let address: string;

  const sendOne = async (title: string) => {
    const campaign = await makeCampaign(marketer, (await shop.app.campaigns.newsletters())[0]!.id, title);
    await write(marketer, campaign, title, 'Dag lezer, dit is het nieuws van deze week.');
    expect(await send(marketer, campaign)).to.equal(303);
    shop.clock.advance(minute);
    await shop.work();
    return campaign;
  };

  before(async () => {
    sink = await openSmtpSink();
    shop = await startTestApp({}, { smtpUrls: [sink.smtpUrl] });
    await openShop(shop);
    for (const name of ['anna', 'bob', 'cor', 'dirk', 'eva']) {
      await addPerson(shop, { email: `${name}@example.org`, firstName: name === 'bob' ? '=1+1' : name });
    }
    marketer = await shop.staff('marketer');
    administrator = await shop.staff('administrator');
    counter = await shop.staff('counter');
    sink.toRecipient = (to) => (to.startsWith('bob') ? '550 5.1.1 No such user' : null);
    sink.afterData = (to) => (/^(cor|eva)/.test(to) ? 'hang up' : 'take');
    address = await sendOne('Herfst');
    sink.afterData = () => 'take';
  });
  after(async () => {
    await shop.close();
    await sink.close();
  });

  it('MAIL-9 CON-10 who is unknown there is blocked by the hash of the address', async () => {
    expect(await shop.app.consent.suppressionOf('bob@example.org')).to.deep.equal({ reason: 'bounced' });
    expect(await shop.app.consent.suppressionOf('anna@example.org')).to.equal(null);
  });

  it('DEL-7 lists recipients by outcome, with the reason and without a version; each look is logged', async () => {
    const { text } = await counter.get(`${address}/recipients?outcome=refused`).expect(200);
    expect(text).to.include('bob@example.org').and.include('550 5.1.1').and.not.include('anna@example.org');
    expect(text.toLowerCase()).not.to.include('version</th>');
    const bob = (await shop.app.subscribers.findByEmail('bob@example.org'))!;
    expect(await shop.app.accounts.looksAt(bob.id)).to.have.length(1);
  });

  it('SEC-4 SEG-6 exports them with inert cells and no version column', async () => {
    const { text } = await counter.get(`${address}/recipients.csv?outcome=refused`).expect(200);
    const [head, bob, ...rest] = text.trim().split('\r\n');
    expect(head)
      .to.include('Email address;First name')
      .and.not.match(/version/i);
    expect(bob).to.include("bob@example.org;'=1+1;").and.include(';5.1.1;');
    expect(rest).to.be.empty;
  });

  it('PRIV-10 a marketer sees no list and no file, only how many are uncertain', async () => {
    await marketer.get(`${address}/recipients`).expect(403);
    await marketer.get(`${address}/recipients.csv`).expect(403);
    const { text } = await marketer.get(`${address}/uncertain`).expect(200);
    expect(text).to.include('Send again to all 2 people').and.not.include('example.org');
    const cor = (await shop.app.subscribers.findByEmail('cor@example.org'))!;
    await marketer.post(`${address}/uncertain`).type('form').send({ who: cor.id }).expect(403);
    await counter.get(`${address}/uncertain`).expect(403);
  });

  it('DEL-2 sends to one of the uncertain again, then to all, because a person decided it', async () => {
    const report = (await marketer.get(address).expect(200)).text;
    expect(report).to.include(`href="${address}/uncertain"`).and.not.include(`href="${address}/recipients"`);
    const page = await administrator.get(`${address}/uncertain`).expect(200);
    expect(page.text).to.include('cor@example.org').and.include('Send it again<span class="unseen"> eva');
    const cor = (await shop.app.subscribers.findByEmail('cor@example.org'))!;
    await administrator.post(`${address}/uncertain`).type('form').send({ who: cor.id }).expect(303);
    await shop.work();
    expect(sink.mails.filter(({ to }) => to.startsWith('cor'))).to.have.length(1);
    expect(sink.mails.filter(({ to }) => to.startsWith('eva'))).to.have.length(0);
    const sent = await marketer.post(`${address}/uncertain`).type('form').send({ who: 'all' }).expect(303);
    expect((await marketer.get(sent.headers['location']!)).text).to.include('1 person will get it again');
    await shop.work();
    expect(sink.mails.filter(({ to }) => to.startsWith('eva'))).to.have.length(1);
    expect((await marketer.get(`${address}/uncertain`)).text).to.include('Nobody is uncertain');
  });

  it('DEL-5 a mailing that the server does not want is paused, and the first page says what to do', async () => {
    sink.toSender = () => '550 5.7.1 Sender refused';
    for (const name of ['fred', 'gerda']) await addPerson(shop, { email: `${name}@example.org` });
    await sendOne('Winter');
    const { text } = await marketer.get('/staff').expect(200);
    expect(text).to.include('‘Winter’ is paused.').and.include('does not let us send from our address');
    expect((await counter.get('/staff')).text).not.to.include('Winter');
    sink.toSender = () => null;
  });
});
