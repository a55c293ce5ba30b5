/** What staff read of a campaign that was sent: what became of each mail, when, why not, and who stopped it meanwhile. */
import { expect } from 'chai';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The report of a campaign', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let address: string;

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    shop.clock.set(new Date('2026-11-22T09:00:00Z'));
    const { id: newsletter } = await openShop(shop);
    staff = await shop.staff('marketer');
    for (let i = 0; i < 12; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
    for (let i = 0; i < 3; i += 1) await addPerson(shop, { email: `nobody${i}@gmail.com` });
    await addPerson(shop, { email: 'lost@example.org' });
    address = await makeCampaign(staff, newsletter, 'Dahlias');
    await write(staff, address, 'Dahlias', 'Words.');
    const mailer = shop.app.mailers.mailings;
    const { overLine } = mailer;
    mailer.overLine = (work, server) =>
      overLine(
        (sendMail) =>
          work(async (mail, mayLeave) => {
            const { to } = mail.envelope;
            if (/^(?:nobody|lost)/.test(to)) mayLeave!();
            if (to.startsWith('nobody')) {
              const reply = '550 5.1.1 No such user';
              return { kind: 'refused', permanent: true, code: '5.1.1', reply, server: 'mx.test' };
            }
            if (to.startsWith('lost')) return { kind: 'uncertain', reply: 'lost', server: 'mx.test' };
            return sendMail(mail, mayLeave);
          }),
        server,
      );
    expect(await send(staff, address)).to.equal(303);
    shop.clock.advance(61_000);
    await shop.app.delivery.freeze();
    await staff.post(`${address}/pause`).expect(303);
    shop.clock.advance(60_000);
    await staff.post(`${address}/resume`).expect(303);
    await shop.work();
  });
  after(() => shop.close());

  it('DEL-7 says what became of every mail, with what each number means beside it', async () => {
    const { text } = await staff.get(address).expect(200);
    expect(text).to.include('What happened to 16 mails');
    for (const [outcome, count] of [
      ['accepted', 12],
      ['refused', 3],
      ['uncertain', 1],
      ['skipped', 0],
    ])
      expect(text).to.match(new RegExp(`id="word-${outcome}".*?<b class="big">${count}</b>`));
    expect(text).to.include('75 %').and.include('<dfn>Accepted</dfn>').and.not.include('delivered');
    expect(text).to.include('does not prove that it was read');
    expect(text).to.not.include('word-pending');
    expect(text, 'DEL-2 and why it is uncertain').to.include('Once the line broke after the mail');
  });

  it('MAIL-9 says why mails were refused, by which provider and which server', async () => {
    const { text } = await staff.get(address).expect(200);
    expect(text).to.match(/The address does not exist<\/th><td class="right">3<\/td><td class="right">100 %/);
    expect(text)
      .to.match(/<th scope="row">Google<\/th>/)
      .and.to.match(/<th scope="row">All others<\/th>/);
    expect(text).to.include('mx.test').and.include('href="#word-uncertain"');
    expect(text, 'SEG-6 nobody is listed').to.not.include('example.org').and.not.include('gmail');
  });

  it('UX-4 says when, and who paused and resumed it', async () => {
    const { text } = await staff.get(address).expect(200);
    expect(text)
      .to.include('Accepted mails over time')
      .and.match(/\d+ within 1 minute, from/);
    expect(text).to.include('<b>Paused</b>, Staff 1').and.include('<b>Resumed</b>, Staff 1');
    expect(text).to.include('22 November 2026, 10:01');
  });
});
