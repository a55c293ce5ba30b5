/** A marketer plans a campaign for a day and a time, thinks better of it, and it goes out at its time after a restart. */
import { expect } from 'chai';
import { makeCampaign, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { hiddenFields } from '../support/reader.ts';
import { startTestApp, type TestApp, testPassword } from '../support/test-app.ts';

describe('Scheduling a campaign', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let newsletter: string;
  let address: string;

  const schedule = async (day: string, time: string) => {
    const page = await staff.get(`${address}/send`).expect(200);
    const revision = hiddenFields(page.text)['revision']?.[0];
    return staff.post(`${address}/send`).type('form').send({ revision, when: 'later', day, time });
  };
  const draft = async (title: string) => {
    address = await makeCampaign(staff, newsletter, title);
    await write(staff, address, title, 'Woorden.');
  };

  const logInAgain = async () => {
    staff = shop.visitor();
    const typed = { email: 'staff1@voorkeur.test', password: testPassword };
    await staff.post('/staff/login').type('form').send(typed).expect(303);
  };

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    shop.clock.set(new Date('2026-11-22T22:00:00Z'));
    newsletter = (await openShop(shop)).id;
    staff = await shop.staff('marketer');
    for (let i = 0; i < 10; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
    await draft('Advent wreaths');
  });
  after(() => shop.close());

  it('UX-1 A11Y-3 refuses a time that has passed, is missing or does not exist, and keeps what was typed', async () => {
    const past = await schedule('2026-11-22', '22:59');
    expect(past.status).to.equal(400);
    expect(past.text).to.include('This time has passed').and.include('href="#day"');
    expect(past.text).to.include('value="2026-11-22"').and.include('value="22:59"');
    expect((await schedule('', '09:00')).text).to.include('Choose a day');
    expect((await schedule('2026-11-24', '')).text).to.include('Choose a time');
    expect((await schedule('2027-03-28', '02:30')).text).to.include('02:30 does not exist');
    expect((await schedule('2066-11-24', '09:00')).text).to.include('more than a year ahead');
    expect((await staff.get(address)).text).to.include('id="content-form"');
  });

  it('UX-1 says when it goes out, on the list too, and goes to nobody before', async () => {
    expect((await schedule('2026-11-24', '09:00')).status).to.equal(303);
    const page = await staff.get(address).expect(200);
    expect(page.text).to.include('Goes out on Tuesday 24 November 2026 at 09:00, in 1 day and 10 hours');
    expect(page.text).to.include('Nobody has it yet').and.include('http-equiv="refresh"');
    const list = await staff.get('/staff/campaigns?state=busy').expect(200);
    expect(list.text).to.include('Tuesday 24 November 2026, 09:00').and.include('In 1 day and 10 hours');
    expect((await staff.get('/staff')).text)
      .to.include('Goes out')
      .and.include('24 November 2026, 09:00');
    shop.clock.advance(33 * 3_600_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
  });

  it('UX-1 until then the time can be changed, and nothing goes out at the old one', async () => {
    const change = (day: string, time: string) =>
      staff.post(`${address}/when`).type('form').send({ when: 'later', day, time });
    const past = await change('2026-11-20', '09:00');
    expect(past.status).to.equal(400);
    expect(past.text).to.include('This time has passed').and.include('value="2026-11-20"');
    expect(past.text, 'reloading would send the form again').to.not.include('data-poll');
    expect((await change('2026-11-25', '10:30')).status).to.equal(303);
    shop.clock.advance(2 * 3_600_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    expect((await staff.get(address)).text).to.include('Wednesday 25 November 2026 at 10:30');
  });

  it('UX-1 what was scheduled is sent at its time after a restart', async function () {
    this.timeout(60_000);
    await shop.stop();
    shop = await startTestApp({}, { after: shop });
    await logInAgain();
    shop.clock.set(new Date('2026-11-25T09:29:00Z'));
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    shop.clock.set(new Date('2026-11-25T09:30:00Z'));
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(10);
    expect((await staff.get(address)).text).to.include('Report on Advent wreaths');
    await staff.post(`${address}/when`).type('form').send({ when: 'now' }).expect(409);
  });

  it('UX-1 the hour that comes twice in October is the first, and the page says so', async () => {
    shop.clock.set(new Date('2027-10-30T12:00:00Z'));
    await logInAgain();
    await draft('An hour more');
    expect((await schedule('2027-10-31', '02:30')).status).to.equal(303);
    expect((await staff.get(address)).text).to.include('this hour comes twice');
    shop.clock.set(new Date('2027-10-31T00:30:00Z'));
    await shop.work();
    expect(shop.inbox.messages().filter(({ subject }) => subject === 'An hour more')).to.have.length(10);
  });

  it('UX-1 cancelled before its time, or sent at once after all', async () => {
    await draft('Second thoughts');
    expect((await schedule('2027-11-05', '09:00')).status).to.equal(303);
    await staff.post(`${address}/cancel`).expect(303);
    expect((await staff.get(address)).text).to.include('id="content-form"');
    expect((await schedule('2027-11-06', '09:00')).status).to.equal(303);
    await staff.post(`${address}/when`).type('form').send({ when: 'now' }).expect(303);
    await shop.work();
    const got = () => shop.inbox.messages().filter(({ subject }) => subject === 'Second thoughts');
    expect(got(), 'the minute is waited for').to.have.length(0);
    shop.clock.advance(61_000);
    await shop.work();
    expect(got()).to.have.length(10);
    shop.clock.set(new Date('2027-11-07T12:00:00Z'));
    await shop.work();
    expect(got()).to.have.length(10);
  });
});
