/** Confirmations and other single mails go out while a campaign waits for a slow server. */
import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { postSignUp } from '../support/reader.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('A single mail', () => {
  let sink: SmtpSink;
  let shop: TestApp;
  before(async () => {
    sink = await openSmtpSink();
    shop = await startTestApp({}, { smtpUrls: [sink.smtpUrl] });
  });
  after(async () => {
    await sink.close();
    await shop.close();
  });

  it('MAIL-8 is not delayed by a campaign all of whose lines wait for the server', async () => {
    const { id } = await openShop(shop);
    for (let n = 0; n < 12; n += 1) await addPerson(shop, { email: `reader${n}@slow.test` });
    const staff = await shop.staff('marketer');
    const address = await makeCampaign(staff, id);
    await write(staff, address, 'Advent', 'Woorden.');
    expect(await send(staff, address)).to.equal(303);
    let held = 0;
    sink.afterData = (to) => (to.endsWith('@slow.test') ? ((held += 1), 'say nothing') : 'take');
    shop.clock.advance(MINUTE_MS);
    await shop.app.delivery.freeze();
    const sending = shop.app.delivery.work();
    while (held < 5) await new Promise((resolve) => setTimeout(resolve, 10));

    await postSignUp(shop, { email: 'new@reader.test' });
    await shop.app.outbox.work();
    expect(sink.mails.map(({ to }) => to)).to.deep.equal(['new@reader.test']);
    expect(held).to.equal(5);
    await sink.close();
    await sending;
  });
});
