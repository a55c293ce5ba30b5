/** Somebody leaves: by the button, by the mail program, by mistake; and comes back. */
import { expect } from 'chai';
import { DAY_MS, MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { NewsletterId, SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop, yesOfFile } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const oneClick = 'List-Unsubscribe=One-Click';

describe('A reader who leaves', () => {
  let shop: TestApp;
  let newsletter: NewsletterId;
  let other: NewsletterId;
  let count = 0;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    other = (
      await shop.app.campaigns.defineNewsletter({
        ...{ slug: 'workshops', languages: ['nl'], channels: ['email'] },
        ...{ title: { nl: 'Workshopnieuws', en: 'Workshop news' }, description: { nl: '', en: '' } },
      })
    ).id;
  });
  after(() => shop.close());

  const newReader = (agrees = [emailPurpose, 'newsletter.workshops.email', 'interests.told']) =>
    addPerson(shop, { email: `weg${(count += 1)}@example.org`, agrees });
  const linkOf = (subscriber: SubscriberId, about = newsletter) =>
    `/unsubscribe/${shop.app.links.sign('unsubscribe', { subscriber, newsletter: about })}`;
  const post = (path: string, body: string | object) => shop.visitor().post(path).type('form').send(body);
  const isOn = (subscriber: SubscriberId, purpose = emailPurpose) =>
    shop.app.consent.agreedTo(subscriber, purpose);
  const undoIn = (text: string) => /action="(\/unsubscribe\/undo\/[\w-]+)/.exec(text)?.[1];

  it('LINK-4 sees which newsletter it is and no personal data, not even a masked address', async () => {
    const reader = await newReader();
    const { text, headers } = await shop.visitor().get(linkOf(reader)).expect(200);
    expect(text)
      .to.include('Stoppen met Bloemenpost per e-mail?')
      .and.not.include('@example.org')
      .and.not.include('•');
    expect(headers['cache-control']).to.equal('no-store');
  });

  it('CON-2 leaves only that newsletter by e-mail', async () => {
    const reader = await newReader();
    await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    expect(await isOn(reader, 'newsletter.workshops.email')).to.equal(true);
    expect(await isOn(reader, 'interests.told')).to.equal(true);
    const other = await post(`${linkOf(await newReader())}?lang=en`, { confirm: 'yes' }).expect(200);
    expect(other.text).to.include('We no longer send you Flower post by email.');
  });

  it('MAIL-3 leaves by one click, form-encoded: 200, no Location, no cookie', async () => {
    const reader = await newReader();
    const answer = await post(linkOf(reader), oneClick).expect(200);
    expect(answer.headers).to.not.have.any.keys('location', 'set-cookie');
    expect(await isOn(reader)).to.equal(false);
    expect((await shop.app.consent.history(reader)).at(-1)).to.deep.include({
      channel: 'one-click',
      act: 'withdrawn',
    });
  });

  it('MAIL-3 leaves by one click in multipart/form-data, from another origin', async () => {
    const reader = await newReader();
    const answer = await shop
      .visitor()
      .post(linkOf(reader))
      .set({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' })
      .field('List-Unsubscribe', 'One-Click')
      .expect(200);
    expect(answer.headers).to.not.have.any.keys('location', 'set-cookie');
    expect(await isOn(reader)).to.equal(false);
  });

  it('MAIL-4 stays when a POST is neither one-click nor the page’s own form', async () => {
    const reader = await newReader();
    for (const body of ['', 'List-Unsubscribe=Two-Clicks', 'confirm=no', 'x=y']) {
      await post(linkOf(reader), body).expect(400);
    }
    await shop.visitor().post(linkOf(reader)).field('x', 'y').expect(400);
    await shop
      .visitor()
      .post(linkOf(reader))
      .attach('List-Unsubscribe', Buffer.from('One-Click'), 'x')
      .expect(400);
    await shop
      .visitor()
      .post(linkOf(reader))
      .set('Content-Type', 'multipart/form-data')
      .send('broken')
      .expect(400);
    expect(await isOn(reader)).to.equal(true);
  });

  it('LINK-1 stays through a hundred GETs of a mail scanner, and then one POST works', async () => {
    const reader = await newReader();
    for (let times = 0; times < 100; times += 1) await shop.visitor().get(linkOf(reader)).expect(200);
    await shop.visitor().head(linkOf(reader)).expect(200);
    await shop.visitor().options(linkOf(reader)).expect(200);
    expect(await isOn(reader)).to.equal(true);
    await post(linkOf(reader), oneClick).expect(200);
    expect(await isOn(reader)).to.equal(false);
  });

  it('LINK-2 is told by a second POST that it is done already', async () => {
    const reader = await newReader();
    await post(linkOf(reader), oneClick).expect(200);
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    expect(text).to.include('Dat was al zo').and.not.include('/unsubscribe/undo/');
    await post(linkOf(reader), oneClick).expect(200);
    const withdrawals = (await shop.app.consent.history(reader)).filter(({ act }) => act === 'withdrawn');
    expect(withdrawals).to.have.length(1);
  });

  it('LINK-2 gets ‘You get nothing from us’ after being erased', async () => {
    const link = linkOf('zzzzzzzzzzzzzzzz' as SubscriberId);
    expect((await shop.visitor().get(`${link}?lang=en`).expect(200)).text).to.include(
      'You get nothing from us',
    );
    expect((await post(`${link}?lang=en`, { confirm: 'yes' }).expect(200)).text).to.include(
      'You get nothing from us',
    );
    await post(link, oneClick).expect(200);
  });

  it('LINK-3 finds one and the same page behind every unusable link', async () => {
    const reader = await newReader();
    const good = linkOf(reader);
    const bad = [
      `${good}x`,
      good.slice(0, -2),
      `/unsubscribe/${shop.app.links.sign('preferences', { subscriber: reader })}`,
      '/unsubscribe/nonsense',
      '/unsubscribe/undo',
      `/unsubscribe/undo/${shop.app.links.sign('unsubscribe', { subscriber: reader, newsletter })}`,
    ];
    const pages = new Set<string>();
    for (const link of bad) {
      const page = await shop.visitor().get(`${link}?lang=en`).expect(404);
      pages.add(page.text);
      await post(`${link}?lang=en`, { confirm: 'yes' }).expect(404);
    }
    expect([...pages]).to.have.length(1);
    expect([...pages][0])
      .to.include('This link no longer works')
      .and.include('action="/preferences?lang');
    expect(await isOn(reader)).to.equal(true);
  });

  it('LINK-4 opens no preferences with an unsubscribe link', async () => {
    const token = linkOf(await newReader())
      .split('/')
      .pop()!;
    await shop.visitor().get(`/preferences/${token}`).expect(404);
  });

  it('LINK-5 leaves by a link that is five years old', async () => {
    const reader = await newReader();
    const link = linkOf(reader);
    const now = shop.clock();
    shop.clock.advance(5 * 365 * DAY_MS);
    await post(link, oneClick).expect(200);
    expect(await isOn(reader)).to.equal(false);
    shop.clock.set(now);
  });

  it('LINK-7 has pages behind links that are not kept, not indexed, and load nothing from elsewhere', async () => {
    const { headers, text } = await shop
      .visitor()
      .get(linkOf(await newReader()))
      .expect(200);
    expect(headers).to.include({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
    expect(headers['x-robots-tag']).to.include('noindex');
    expect(headers['content-security-policy']).to.include("default-src 'self'").and.not.include('unsafe');
    expect(text).to.not.match(/(?:src|href)="https?:/);
  });

  it('LINK-8 does not build links from the Host header', async () => {
    const reader = await newReader();
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).set('Host', 'evil.example').expect(200);
    expect(text).to.not.include('evil.example');
  });

  it('LINK-12 comes back by the undo of the answer, under the words of before', async () => {
    const reader = await newReader();
    const words = (await shop.app.consent.history(reader))[0]!.wording;
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    const undo = undoIn(text)!;
    await shop.visitor().get(undo).expect(200);
    expect(await isOn(reader)).to.equal(false);
    expect((await post(undo, {}).expect(200)).text).to.include('Je blijft op de lijst');
    expect(await isOn(reader)).to.equal(true);
    expect((await shop.app.consent.history(reader)).at(-2)).to.deep.include({
      act: 'given',
      form: 'undo',
      wording: words,
    });
    await post(undo, {}).expect(200);
  });

  it('LINK-12 comes back by the undo also where a file said yes for them, in one line', async () => {
    const reader = await newReader([]);
    await shop.app.consent.record(reader, [yesOfFile('confirmed', shop.clock())]);
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    await post(undoIn(text)!, {}).expect(200);
    expect(await isOn(reader)).to.equal(true);
  });

  it('LINK-12 cannot come back by the undo after half an hour, nor by the link in the mail', async () => {
    const reader = await newReader();
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    shop.clock.advance(31 * MINUTE_MS);
    await post(undoIn(text)!, {}).expect(404);
    const token = linkOf(reader).split('/').pop()!;
    await post(`/unsubscribe/undo/${token}`, {}).expect(404);
    expect(await isOn(reader)).to.equal(false);
  });

  it('LINK-12 cannot undo a later withdrawal with an older undo', async () => {
    const reader = await newReader();
    const { text } = await post(linkOf(reader), { confirm: 'yes' }).expect(200);
    await post(undoIn(text)!, {}).expect(200);
    shop.clock.advance(MINUTE_MS);
    await post(linkOf(reader), oneClick).expect(200);
    await post(undoIn(text)!, {}).expect(404);
    expect(await isOn(reader)).to.equal(false);
  });

  it('LINK-13 sees behind the link of a preview what would happen, and nothing changes', async () => {
    const sample = new URL(shop.app.links.sampleUrl('unsubscribe', other)).pathname;
    const page = await shop.visitor().get(`${sample}?lang=nl`).expect(200);
    expect(page.text).to.include('Dit is een voorbeeld').and.include('Workshopnieuws');
    const left = await post(`${sample}?lang=nl`, { confirm: 'yes' }).expect(200);
    expect(left.text).to.include('Dit is een voorbeeld').and.not.include('/unsubscribe/undo/');
    await post(sample, oneClick).expect(200);
  });

  it('leaves without any limit', async () => {
    for (let times = 0; times < 30; times += 1) await post(linkOf(await newReader()), oneClick).expect(200);
  });
});
