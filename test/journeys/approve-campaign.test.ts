/** The shop wants a second pair of eyes: a writer asks, a colleague gives it back, then approves; nobody approves their own. */
import { expect } from 'chai';
import { makeCampaign, press, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { hiddenFields } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Agent = Awaited<ReturnType<TestApp['staff']>>;

describe('Approving a campaign', () => {
  let shop: TestApp;
  let newsletter: string;
  let administrator: Agent;
  let writer: Agent;
  let colleague: Agent;
  let address: string;

  const settings = {
    ...{ name: 'Flora', street: 'Dorpsstraat 1', postcode: '9765 AA', town: 'Paterswolde', hue: '20' },
    ...{ minimumGroup: '10', minimumAge: '16', softOptInMonths: '24', secondPerson: 'yes' },
    ...{ email: '', website: '' },
  };
  const wantSecondPerson = () => administrator.post('/staff/settings').type('form').send(settings);
  const on = async (who: Agent, what: string, fields: Readonly<Record<string, string>> = {}) => {
    const revision = hiddenFields((await who.get(address).expect(200)).text)['revision']?.[0];
    return who
      .post(`${address}/${what}`)
      .type('form')
      .send({ revision, ...fields });
  };

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    shop.clock.set(new Date('2026-11-22T22:00:00Z'));
    newsletter = (await openShop(shop)).id;
    administrator = await shop.staff('administrator');
    for (let i = 0; i < 10; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
  });
  after(() => shop.close());

  it('UX-1 a shop with one person cannot ask for a second', async () => {
    await shop.staff('counter');
    expect((await administrator.get('/staff/settings')).text).to.include('nobody else with one of these');
    const refused = await wantSecondPerson();
    expect(refused.status).to.equal(400);
    expect(refused.text).to.include('This needs a second person').and.include('href="#secondPerson"');
    expect((await shop.app.settings.current()).secondPerson).to.equal(false);
    writer = await shop.staff('marketer');
    expect((await wantSecondPerson()).status).to.equal(303);
  });

  it('UX-1 the writer asks, and can neither send nor approve', async () => {
    colleague = await shop.staff('marketer');
    address = await makeCampaign(writer, newsletter, 'Advent wreaths');
    await write(writer, address, 'De laatste plekken', 'Woorden.');
    expect((await on(writer, 'send')).status).to.equal(403);
    const page = await writer.get(`${address}/send`);
    expect(page.text).to.include('This can be approved by Staff 1 and Staff 4.');
    const typed = { when: 'later', day: '2026-11-24', time: '09:00' };
    expect((await on(writer, 'ask', typed)).headers['location']).to.equal(`${address}?done=asked`);
    expect((await on(writer, 'send')).status).to.equal(403);
    expect((await writer.get('/staff')).text).to.not.include('waits for your approval');
    expect((await writer.get('/staff/campaigns?state=drafts')).text).to.include('Waits for approval');
    shop.clock.advance(2 * 86_400_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    shop.clock.set(new Date('2026-11-22T22:05:00Z'));
  });

  it('UX-1 whoever may approve sees that it waits, and gives it back with a remark', async () => {
    for (const at of ['/staff', '/staff/campaigns'])
      expect((await colleague.get(at)).text).to.include('‘Advent wreaths’ waits for your approval.');
    const page = await colleague.get(`${address}/send`);
    expect(page.text)
      .to.include('Staff 3 asks for approval')
      .and.include('Tuesday 24 November 2026 at 09:00');
    expect((await on(colleague, 'give-back')).text).to.include('href="#remark"');
    expect((await on(colleague, 'give-back', { remark: 'Which <b>day</b>?' })).status).to.equal(303);
    const draft = await writer.get(address);
    expect(draft.text).to.include('Staff 4 gave it back:').and.include('Which &lt;b&gt;day&lt;/b&gt;?');
    expect((await on(colleague, 'send')).status, 'a draft was not asked about').to.equal(403);
    expect((await on(colleague, 'give-back', { remark: 'Again' })).status).to.equal(409);
  });

  it('UX-1 any change takes the request back, and who changed it last may not approve', async () => {
    expect((await on(writer, 'ask')).status).to.equal(303);
    expect((await writer.get(address)).text).to.not.include('gave it back');
    await press(colleague, address, 'save');
    expect((await writer.get(address)).text, 'saved without a change').to.include(
      'Staff 3 asked for approval',
    );
    await press(colleague, address, 'save', { subject: 'Andere woorden' });
    expect((await writer.get(address)).text).to.not.include('asked for approval');
    expect((await on(writer, 'ask')).status).to.equal(303);
    expect((await on(colleague, 'send')).status).to.equal(403);
    expect((await colleague.get('/staff')).text).to.not.include('waits for your approval');
    expect((await on(writer, 'give-back')).headers['location']).to.equal(`${address}?done=taken-back`);
  });

  it('UX-1 approved by somebody else it goes out at the time that was asked for', async () => {
    const typed = { when: 'later', day: '2026-11-24', time: '09:00' };
    expect((await on(writer, 'ask', typed)).status).to.equal(303);
    const page = await administrator.get(`${address}/send`);
    const fields = hiddenFields(page.text);
    expect([fields['day']?.[0], fields['time']?.[0]]).to.deep.equal(['2026-11-24', '09:00']);
    expect((await on(administrator, 'send', typed)).status).to.equal(303);
    expect((await writer.get(address)).text)
      .to.include('Tuesday 24 November 2026 at 09:00')
      .and.include('Staff 3 asked, Staff 1 approved.');
    shop.clock.set(new Date('2026-11-24T08:00:00Z'));
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(10);
    expect((await writer.get(address)).text).to.include('Staff 3 asked, Staff 1 approved.');
  });
});
