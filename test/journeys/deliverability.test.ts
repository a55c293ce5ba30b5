/** Staff look after how mail leaves: servers, rates, quiet hours, what waits and who refuses. */
import { expect } from 'chai';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const page = '/staff/deliverability';
const dead = 'smtp://127.0.0.1:1';

describe('Deliverability', () => {
  let shop: TestApp;
  let sink: SmtpSink;
  let marketer: Awaited<ReturnType<TestApp['staff']>>;
  let administrator: Awaited<ReturnType<TestApp['staff']>>;
  let campaign: string;
  const live = () => `${page}/servers/${encodeURIComponent(sink.smtpUrl.replace('smtp://', ''))}`;
  const post = (address: string, fields: Record<string, string>) =>
    administrator.post(address).type('form').send(fields);

  before(async function () {
    this.timeout(60_000);
    sink = await openSmtpSink();
    shop = await startTestApp({}, { smtpUrls: [sink.smtpUrl, dead] });
    // At eleven in the morning in the Netherlands, also when these are summer hours.
    shop.clock.set(new Date('2027-02-01T10:00:00Z'));
    const newsletter = await openShop(shop);
    [marketer, administrator] = [await shop.staff('marketer'), await shop.staff('administrator')];
    for (let n = 0; n < 24; n += 1) {
      await addPerson(shop, { email: `p${n}@${n < 12 ? 'gmail.com' : 'jansen-family.example'}` });
    }
    campaign = await makeCampaign(marketer, newsletter.id, 'Rozen in februari');
    await write(marketer, campaign, 'Rozen', 'Woorden.');
  });
  after(async () => {
    await shop.close();
    await sink.close();
  });

  it('DEL-6 is empty and without limits at first; marketers look and administrators change', async () => {
    const { text } = await marketer.get(page).expect(200);
    expect(text).to.include('Nothing waits.').and.include('as fast as it goes');
    expect(text).to.include('Nothing was sent in the last 30 days.').and.include('127.0.0.1:1');
    expect(text).not.to.include(`${page}/rates`);
    await marketer.get(`${page}/rates`).expect(403);
    await marketer.post(`${page}/rates`).type('form').send({ installation: '1' }).expect(403);
    await marketer.get(live()).expect(403);
    await administrator.get(`${page}/servers/nobody`).expect(404);
    const staff = await shop.staff('counter');
    await staff.get(page).expect(403);
  });

  it('DEL-6 A11Y-3 says at the field what is wrong, and keeps what was typed', async () => {
    const rates = {
      installation: 'fast',
      domain: '-1',
      domains: 'gmail.com',
      quietFrom: '22:00',
      quietTo: '',
    };
    const wrong = await post(`${page}/rates`, rates).expect(400);
    for (const field of ['installation', 'domain', 'domains']) {
      expect(wrong.text).to.include(`href="#${field}"`).and.include(`id="${field}-error"`);
    }
    expect(wrong.text).to.include('value="fast"');
    const half = await post(`${page}/rates`, { quietFrom: '22:00', quietTo: '' }).expect(400);
    expect(half.text).to.include('href="#quietTo"');
    const plan = { weight: '1', connections: '5', warmsUp: 'yes', startsOn: '2027-02-30' };
    const server = await post(live(), { ...plan, first: '0', growth: '900', upTo: '' }).expect(400);
    for (const field of ['startsOn', 'first', 'growth', 'upTo']) {
      expect(server.text).to.include(`href="#${field}"`);
    }
  });

  it('DEL-6 keeps rates, quiet hours and a warm-up, and shows them', async () => {
    await post(`${page}/rates`, {
      ...{ installation: '', domain: '0,5', domains: 'Gmail.com 20\nÜbung.example 1.5' },
      ...{ quietFrom: '10:30', quietTo: '12:00' },
    }).expect(303);
    const typed = { weight: '1', perSecond: '', connections: '5', warmsUp: 'yes' };
    await post(live(), { ...typed, startsOn: '2027-02-01', first: '20', growth: '50', upTo: '100' }).expect(
      303,
    );
    const { text } = await administrator.get(`${page}?saved=yes`).expect(200);
    expect(text)
      .to.include('Saved.')
      .and.include('0.5')
      .and.include('gmail.com')
      .and.include('20 mails per second');
    expect(text)
      .to.include('every day from 10:30 until 12:00')
      .and.include('Today 0 of 20, day 1 of the plan.');
    expect(text).to.include('data-chart').and.include('xn--bung-zra.example');
    const form = await administrator.get(`${page}/rates`).expect(200);
    expect(form.text).to.include('gmail.com 20\nxn--bung-zra.example 1.5').and.include('value="0.5"');
    const dutch = await administrator.get(`${page}/rates?lang=nl`).expect(200);
    expect(dutch.text).to.include('xn--bung-zra.example 1,5').and.include('value="0,5"');
  });

  it('DEL-6 the page to send says that a warm-up spreads a mailing over days', async () => {
    const other = `${page}/servers/${encodeURIComponent('127.0.0.1:1')}`;
    const words = 'the last of these leave on Tuesday 2 February 2027 at the earliest.';
    const sendPage = async () => (await marketer.get(`${campaign}/send`).expect(200)).text;
    expect(await sendPage()).not.to.include('at the earliest');
    await post(other, { weight: '0', perSecond: '', connections: '5' }).expect(303);
    expect(await sendPage()).to.include(words);
    await post(other, { weight: '1', perSecond: '', connections: '5' }).expect(303);
  });

  it('DEL-6 a campaign waits in quiet hours: its page and this one say until when', async function () {
    this.timeout(20_000);
    expect((await marketer.get(`${campaign}/send`).expect(200)).text).to.include(
      'What you send now falls into the quiet hours. It leaves at 12:00.',
    );
    expect(await send(marketer, campaign)).to.equal(303);
    expect((await marketer.get(campaign).expect(200)).text).to.include(
      'Those are quiet hours. It leaves at 12:00.',
    );
    shop.clock.advance(61_000);
    await shop.work();
    expect(sink.mails).to.be.empty;
    const words = 'No newsletters leave in the quiet hours. It goes on at 12:00.';
    expect((await marketer.get(campaign).expect(200)).text).to.include(words);
    const { text } = await marketer.get(page).expect(200);
    expect(text).to.include(words).and.include('Rozen in februari').and.include(`href="${campaign}"`);
  });

  it('DEL-6 then it goes out by the server that works, as far as its warm-up lets it; the first page tells of the other', async function () {
    this.timeout(30_000);
    await post(`${page}/rates`, { domains: '' }).expect(303);
    await shop.work();
    expect(new Set(sink.mails.map(({ to }) => to)).size)
      .to.equal(sink.mails.length)
      .and.to.equal(20);
    // What was counted before is shown for two seconds.
    shop.clock.advance(3000);
    const { text } = await marketer.get(page).expect(200);
    expect((await marketer.get(campaign).expect(200)).text).to.include('on 2 February 2027, 00:');
    expect(text).to.include('2 February 2027, 00:');
    expect(text).to.include('Today 20 of 20').and.include('20 accepted').and.include('Rests until');
    const words = 'The mail servers have had enough for today';
    expect((await marketer.get('/staff').expect(200)).text).to.include('127.0.0.1:1.');
    expect(text).not.to.include('jansen-family');
    shop.clock.set(new Date('2027-02-02T09:00:00Z'));
    await shop.work();
    expect(sink.mails).to.have.length(24);
    expect((await marketer.get(campaign).expect(200)).text).not.to.include(words);
    const after = (await marketer.get(page).expect(200)).text;
    expect(after).to.include('Nothing waits.').and.include('Google').and.include('All others');
    expect(after).to.include('Today 4 of 30, day 2 of the plan.');
  });

  it('DEL-6 the only server with a weight keeps it', async () => {
    const other = `${page}/servers/${encodeURIComponent('127.0.0.1:1')}`;
    const none = { weight: '0', perSecond: '', connections: '5' };
    await post(other, none).expect(303);
    expect((await administrator.get(page).expect(200)).text).to.include('Not used');
    const refused = await post(live(), none).expect(400);
    expect(refused.text).to.include('href="#weight"').and.include('the only mail server with a weight');
  });
});
