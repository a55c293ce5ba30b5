/** Somebody watches a campaign go out: what changes is pushed to the page, until it has ended or the program stops. */
import { expect } from 'chai';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp, testPassword } from '../support/test-app.ts';

describe('Watching a campaign', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let newsletter: string;
  let cookie: string;

  const sendOne = async (title: string) => {
    const address = await makeCampaign(staff, newsletter, title);
    await write(staff, address, title, 'Woorden.');
    expect(await send(staff, address)).to.equal(303);
    return address;
  };
  const open = (address: string) =>
    fetch(`${shop.url}${address}/progress/events`, {
      headers: { cookie, accept: 'text/event-stream', 'accept-encoding': 'gzip' },
      redirect: 'manual',
    });
  /** Reads on until the words are there; fails where it ends before. */
  const reader = (stream: Response) => {
    const parts = stream.body!.getReader();
    const decoder = new TextDecoder();
    let heard = '';
    return async (words: string) => {
      while (!heard.includes(words)) {
        const { value, done } = await parts.read();
        if (done) return { ended: true, heard };
        heard += decoder.decode(value, { stream: true });
      }
      const all = heard;
      heard = '';
      return { ended: false, heard: all };
    };
  };

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    staff = await shop.staff('marketer');
    for (let i = 0; i < 12; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
    const typed = new URLSearchParams({ email: 'staff1@voorkeur.test', password: testPassword });
    const login = await fetch(`${shop.url}/staff/login`, { method: 'POST', body: typed, redirect: 'manual' });
    cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  });
  after(() => shop.close());

  it('UX-4 sees what changes, without asking, until it is sent', async function () {
    this.timeout(20_000);
    const address = await sendOne('Watched');
    expect((await staff.get(address)).text).to.include(`data-stream="${address}/progress/events"`);
    const stream = await open(address);
    expect(stream.headers.get('content-type')).to.include('text/event-stream');
    expect(stream.headers.get('content-encoding'), 'compression holds events back').to.equal(null);
    expect(stream.headers.get('cache-control')).to.include('no-store');
    const hear = reader(stream);
    expect((await hear('role="timer"')).ended).to.equal(false);
    shop.clock.advance(61_000);
    expect((await hear('working out who gets it')).heard).to.include('id="live"');
    await staff.post(`${address}/pause`).expect(303);
    expect((await hear('Paused')).ended).to.equal(false);
    await staff.post(`${address}/resume`).expect(303);
    await shop.work();
    expect((await hear('event: end')).ended).to.equal(false);
    expect((await hear('never')).ended, 'then it is over').to.equal(true);
  });

  it('UX-4 sees the figures with what each means, also without a script', async () => {
    const address = await sendOne('Figures');
    shop.clock.advance(61_000);
    await shop.app.delivery.freeze();
    const page = await staff.get(address).expect(200);
    expect(page.text).to.include('0 of 12 done').and.include('http-equiv="refresh"');
    for (const word of ['total', 'accepted', 'refused', 'again', 'uncertain', 'skipped', 'pending'])
      expect(page.text).to.include(`id="word-${word}"`);
    expect(page.text).to.include('href="#word-uncertain"').and.include('0 % done');
    await shop.work();
  });

  it('PRIV-10 is for who may write campaigns, and asks who it is', async () => {
    const address = await sendOne('Private');
    const stranger = await fetch(`${shop.url}${address}/progress/events`, { redirect: 'manual' });
    expect(stranger.status).to.equal(303);
    const counter = await shop.staff('counter');
    await counter.get(`${address}/progress/events`).expect(403);
    await staff.post(`${address}/cancel`).expect(303);
  });

  it('UX-4 does not keep the program from stopping', async () => {
    const stream = await open(await sendOne('Stopping'));
    const hear = reader(stream);
    await hear('role="timer"');
    const begun = performance.now();
    shop.app.endStreams();
    expect((await hear('never')).ended).to.equal(true);
    expect(performance.now() - begun).to.be.lessThan(1000);
  });
});
