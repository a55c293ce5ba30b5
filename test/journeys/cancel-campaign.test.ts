/** A marketer sends a campaign and takes it back within the minute; or pauses, goes on, and stops it on its way. */
import { expect } from 'chai';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('Cancelling a campaign', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let newsletter: string;

  const sendOne = async (title: string): Promise<string> => {
    const address = await makeCampaign(staff, newsletter, title);
    await write(staff, address, title, 'Woorden.');
    expect(await send(staff, address)).to.equal(303);
    return address;
  };

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    staff = await shop.staff('marketer');
    for (let i = 0; i < 12; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
  });
  after(() => shop.close());

  it('UX-1 within the minute means that nobody got it, and it is a draft again', async () => {
    const address = await sendOne('Taken back');
    shop.clock.advance(30_000);
    await shop.work();
    const waiting = await staff.get(address).expect(200);
    expect(waiting.text).to.include('30 seconds').and.include('Nobody has it yet');
    expect(waiting.text).to.include('http-equiv="refresh"');
    const cancelled = await staff.post(`${address}/cancel`).expect(303);
    const draft = await staff.get(cancelled.headers['location']!).expect(200);
    expect(draft.text).to.include('Nobody got it.').and.include('id="content-form"');
    shop.clock.advance(120_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    await shop.visitor().get(address.replace('/staff/campaigns', '/archive')).expect(404);
  });

  it('a draft that was taken back can be sent again', async () => {
    const address = await sendOne('Sent again');
    await staff.post(`${address}/cancel`).expect(303);
    expect(await send(staff, address)).to.equal(303);
    shop.clock.advance(61_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(12);
    await staff.post(`${address}/cancel`).expect(409);
  });

  it('DEL-4 paused, it goes on where it stopped', async () => {
    const before = shop.inbox.messages().length;
    const address = await sendOne('Paused');
    await staff.post(`${address}/pause`).expect(303);
    shop.clock.advance(61_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(before);
    const paused = await staff.get(address);
    expect(paused.text)
      .to.include('Paused')
      .and.include('until you press Resume')
      .and.not.include('sending goes on');
    await staff.post(`${address}/resume`).expect(303);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(before + 12);
  });
});
