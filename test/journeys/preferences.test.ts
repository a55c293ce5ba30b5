/** Somebody changes what they get, behind the link of their mail. */
import { expect } from 'chai';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { hiddenFields, lastMailTo, linkIn, mailsTo, quickest } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const postPurpose = 'newsletter.bloemenpost.post';

describe('A reader with preferences', () => {
  let shop: TestApp;
  let count = 0;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp({ TRUST_PROXY: '1' });
    await openShop(shop);
  });
  after(() => shop.close());

  const newReader = async (person: { agrees?: string[]; topics?: string[]; email?: string } = {}) => {
    const id = await addPerson(shop, { email: `anneke${(count += 1)}@example.org`, ...person });
    return { id, link: linkOf(id) };
  };
  const linkOf = (subscriber: SubscriberId) =>
    `/preferences/${shop.app.links.sign('preferences', { subscriber })}`;
  const isOn = (subscriber: SubscriberId, purpose = emailPurpose) =>
    shop.app.consent.agreedTo(subscriber, purpose);
  /** Sends one of the page's forms with what it has hidden, as a browser would. */
  const send = async (
    link: string,
    what: 'save' | 'topics' | 'pause' | 'resume' | 'object' | 'stop',
    fields: Record<string, string | string[]>,
  ) => {
    const { was, words } = hiddenFields((await shop.visitor().get(link).expect(200)).text);
    const hidden = { do: what, was: was ?? [], words: words![0]! };
    return shop
      .visitor()
      .post(link)
      .type('form')
      .send({ ...hidden, ...fields });
  };
  const askLink = (email: string) =>
    shop
      .visitor()
      .post('/preferences?lang=nl')
      .set('X-Forwarded-For', `10.1.0.${(count += 1) % 250}`)
      .type('form')
      .send({ email });

  it('LINK-11 sees choices only, with the address masked', async () => {
    const { link } = await newReader({ email: 'margriet@example.org' });
    const { text } = await shop.visitor().get(link).expect(200);
    expect(text).to.include('ma•••@example.org').and.not.include('margriet@example.org');
    expect(text).to.not.match(/download|geschiedenis/i);
    expect(text).to.include('0172 000 000').and.include('hallo@lesfleurs.test');
  });

  it('CON-3 reads beside each switch the exact words, and since when', async () => {
    const { link } = await newReader();
    const words = await shop.app.consent.wording(emailPurpose, 'nl');
    const { text } = await shop.visitor().get(link).expect(200);
    expect(text).to.include(words.label).and.include(words.text).and.include('Je zei ja op');
    expect(text).to.match(new RegExp(`role="switch" id="${emailPurpose}"[^>]* checked`));
    expect(text).to.not.match(/role="switch" id="interests.orders"[^>]* checked/);
  });

  it('CON-3 can read the words that were agreed to where others are in force now', async () => {
    const { link } = await newReader();
    const old = await shop.app.consent.wording(emailPurpose, 'nl');
    expect((await shop.visitor().get(`${link}?lang=en`)).text).to.include(
      `<blockquote lang="nl"><b>${old.label}`,
    );
  });

  it('switches one purpose on and another off, and the page says so', async () => {
    const { id, link } = await newReader({ agrees: [emailPurpose, 'interests.orders'] });
    const answer = await send(link, 'save', { purpose: ['interests.orders'] });
    expect(answer.status).to.equal(303);
    expect((await shop.visitor().get(answer.headers['location']!)).text).to.include(
      'Bewaard. Het geldt vanaf nu.',
    );
    expect([await isOn(id), await isOn(id, 'interests.orders')]).to.deep.equal([false, true]);
    await send(link, 'save', { purpose: [emailPurpose, 'interests.orders'] });
    expect(await isOn(id)).to.equal(true);
    const lines = (await shop.app.consent.history(id)).slice(-3).map(({ act, form }) => `${act} ${form}`);
    expect(lines).to.deep.equal(['withdrawn preferences', 'given preferences', 'confirmed preferences']);
  });

  it('turns nothing back from a page that lay open', async () => {
    const { id, link } = await newReader();
    const open = hiddenFields((await shop.visitor().get(link)).text);
    await send(link, 'save', { purpose: [] });
    const late = {
      do: 'save',
      was: open['was']!,
      words: open['words']![0]!,
      purpose: [emailPurpose],
      language: 'en',
    };
    await shop.visitor().post(link).type('form').send(late).expect(303);
    expect(await isOn(id)).to.equal(false);
    expect((await shop.app.subscribers.get(id)).language).to.equal('en');
  });

  it('gives an address with the first yes to post, and is asked for it with what was typed kept', async () => {
    const { id, link } = await newReader();
    const missing = await send(link, 'save', {
      purpose: [emailPurpose, postPurpose],
      street: 'Beukenlaan 3',
    });
    expect(missing.status).to.equal(400);
    expect(missing.text).to.include('href="#postcode"').and.include('value="Beukenlaan 3"');
    expect(missing.text).to.match(new RegExp(`id="${postPurpose}"[^>]* checked`));
    expect(await isOn(id, postPurpose)).to.equal(false);
    const address = { street: 'Beukenlaan 3', postcode: '1234 AB', town: 'Voorstad' };
    await send(link, 'save', { purpose: [emailPurpose, postPurpose], ...address });
    expect(await isOn(id, postPurpose)).to.equal(true);
    const { text } = await shop.visitor().get(link);
    expect(text, 'the address is not for whoever the mail is forwarded to').to.not.include('Beukenlaan');
  });

  it('CON-6 stops at once, also when the rest of the form is not right', async () => {
    const { id, link } = await newReader();
    const { status } = await send(link, 'save', { purpose: [postPurpose], words: 'older' });
    expect(status).to.equal(400);
    expect([await isOn(id), await isOn(id, postPurpose)]).to.deep.equal([false, false]);
  });

  it('UX-3 gives the consent to use topics by the first one picked', async () => {
    const { id, link } = await newReader();
    const { label } = await shop.app.consent.wording('interests.told', 'nl');
    const page = await shop.visitor().get(link);
    expect(page.text).to.include('Kies je een onderwerp, dan zeg je hier ja tegen:').and.include(label);
    const answer = await send(link, 'topics', { topic: ['roses'] });
    expect((await shop.visitor().get(answer.headers['location']!)).text)
      .to.include('Bewaard. We gebruiken deze onderwerpen')
      .and.include('Je vertelde het ons op')
      .and.match(/id="interests.told"[^>]* checked/);
    expect(await isOn(id, 'interests.told')).to.equal(true);
  });

  it('UX-3 loses no topic when saving fails half-way: then the consent is not given either', async () => {
    const { id, link } = await newReader();
    const { interests } = shop.app;
    const { noteTold } = interests;
    interests.noteTold = () => Promise.reject(new Error('the database hung up'));
    try {
      expect((await send(link, 'topics', { topic: ['roses'] })).status).to.equal(500);
    } finally {
      interests.noteTold = noteTold;
    }
    expect(await isOn(id, 'interests.told')).to.equal(false);
  });

  it('SEG-1 removes a topic, and all of them with the consent', async () => {
    const { id, link } = await newReader({ topics: ['roses', 'garden'] });
    const answer = await send(link, 'topics', { remove: 'roses', topic: ['workshops'] });
    expect(answer.headers['location']).to.include('notice=removed');
    const topics = async () => (await shop.app.interests.profile(id)).map(({ topic }) => topic);
    expect(await topics()).to.deep.equal(['garden']);
    await send(link, 'save', { purpose: [emailPurpose] });
    expect(await isOn(id, 'interests.told')).to.equal(false);
    expect(await topics()).to.deep.equal([]);
  });

  it('sees where a topic comes from and when it is forgotten', async () => {
    const { id, link } = await newReader({ agrees: [emailPurpose, 'interests.orders'] });
    await shop.app.interests.noteOrders(id, [{ topic: 'weddings', at: shop.clock() }]);
    const { text } = await shop.visitor().get(link);
    expect(text).to.match(
      /Bruiloften<\/b><p class="hint">Uit je bestelling van <time[^>]*>[^<]+<\/time>, vergeten op <time/,
    );
  });

  it('takes a break until a day, sees it on the page, and starts again at once', async () => {
    const { id, link } = await newReader({ agrees: [emailPurpose, postPurpose] });
    const answer = await send(link, 'pause', { months: '3' });
    const { text } = await shop.visitor().get(answer.headers['location']!);
    expect(text).to.include('We sturen je niets tot de datum hieronder.').and.include('Begin nu weer');
    const paused = (await shop.app.consent.history(id)).filter(({ act }) => act === 'paused');
    expect(paused.map(({ purpose, channel }) => [purpose, channel])).to.have.deep.members([
      [emailPurpose, 'preferences'],
      [postPurpose, 'preferences'],
    ]);
    await send(link, 'resume', {});
    expect((await shop.visitor().get(link)).text)
      .to.include('Even pauze')
      .and.not.include('Begin nu weer');
    expect(await shop.app.consent.pausedUntil(id)).to.equal(null);
    expect((await send(link, 'pause', { months: '99' })).status).to.equal(400);
  });

  it('chooses how often, and keeps it when saving something else', async () => {
    const { id, link } = await newReader();
    await send(link, 'save', { purpose: emailPurpose, frequency: 'monthly' });
    expect((await shop.visitor().get(link)).text).to.match(/value="monthly" checked/);
    await send(link, 'save', { purpose: emailPurpose });
    expect(await shop.app.consent.frequency(id)).to.equal('monthly');
  });

  it('CON-12 objects to being sorted by interests, keeps the newsletter, and can say yes again', async () => {
    const { id, link } = await newReader({ topics: ['roses'] });
    const answer = await send(link, 'object', {});
    expect((await shop.visitor().get(answer.headers['location']!)).text).to.include(
      'Je krijgt hetzelfde als',
    );
    expect((await shop.app.consent.history(id)).at(-1)).to.include({ act: 'objected' });
    expect(await shop.app.interests.profile(id)).to.deep.equal([]);
    expect((await shop.app.consent.mayReceive([id], emailPurpose)).get(id)?.may).to.equal('default');
    await send(link, 'topics', { topic: 'roses' });
    expect(await isOn(id, 'interests.told')).to.equal(true);
  });

  it('CON-16 stops everything, which is not an erasure and says so', async () => {
    const { id, link } = await newReader({ agrees: [emailPurpose, 'interests.told', 'interests.orders'] });
    expect((await shop.visitor().get(link)).text).to.include('Je gegevens worden daarmee niet gewist');
    const answer = await send(link, 'stop', {});
    expect((await shop.visitor().get(answer.headers['location']!)).text).to.include('Alles is gestopt.');
    const standing = await shop.app.consent.standing(id);
    expect([...standing.values()].some(({ agreed }) => agreed)).to.equal(false);
    expect(await shop.app.subscribers.find(id)).to.not.equal(null);
  });

  it('A11Y-4 chooses the language, and the page speaks it from then on', async () => {
    const { link } = await newReader();
    await send(link, 'save', { purpose: [emailPurpose], language: 'en' });
    const { text } = await shop.visitor().get(link).set('Accept-Language', 'nl');
    expect(text).to.include('Your preferences').and.include('<html lang="en">');
  });

  it('PRIV-6 counts as active by changing preferences', async () => {
    const { id, link } = await newReader({ topics: ['roses'] });
    shop.clock.advance(DAY_MS);
    await send(link, 'topics', { remove: 'roses' });
    const { lastActivity, lastActivityAt } = await shop.app.subscribers.get(id);
    expect({ lastActivity, lastActivityAt }).to.deep.equal({
      lastActivity: 'preferences',
      lastActivityAt: shop.clock(),
    });
  });

  it('LINK-1 changes nothing by GET, HEAD and OPTIONS', async () => {
    const { id, link } = await newReader();
    await shop.visitor().get(`${link}?do=stop&purpose=`).expect(200);
    await shop.visitor().head(link).expect(200);
    await shop.visitor().options(link).expect(200);
    expect(await isOn(id)).to.equal(true);
  });

  it('LINK-3 LINK-9 gets the page for unusable links after 90 days, with the form for a fresh one', async () => {
    const { link } = await newReader();
    await shop.visitor().get('/preferences/nonsense').expect(404);
    shop.clock.advance(90 * DAY_MS + 1000);
    const { text } = await shop.visitor().get(`${link}?lang=nl`).expect(404);
    expect(text).to.include('Deze link werkt niet meer').and.include('name="email"');
    await shop.visitor().post(link).type('form').send({ do: 'stop' }).expect(404);
  });

  it('LINK-2 gets ‘You get nothing from us’ after being erased', async () => {
    const link = linkOf('zzzzzzzzzzzzzzzz' as SubscriberId);
    expect((await shop.visitor().get(`${link}?lang=en`).expect(200)).text).to.include(
      'You get nothing from us',
    );
  });

  it('LINK-7 has a page that is not kept and not indexed', async () => {
    const { headers } = await shop.visitor().get((await newReader()).link);
    expect(headers).to.include({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
    expect(headers['x-robots-tag']).to.include('noindex');
  });

  it('LINK-10 SEC-5 gets the same answer, in content and time, whether or not the address is known', async () => {
    const known = ['bekend1@example.org', 'bekend2@example.org', 'bekend3@example.org'];
    const unknown = ['onbekend1@example.org', 'onbekend2@example.org', 'onbekend3@example.org'];
    for (const email of known) await newReader({ email });
    const [a, b] = [await quickest(known, askLink), await quickest(unknown, askLink)];
    expect(a.answers).to.deep.equal(b.answers);
    expect(Math.abs(a.ms - b.ms)).to.be.lessThan(100);
    for (const email of unknown) expect(await mailsTo(shop, email)).to.have.length(0);
    const mail = await lastMailTo(shop, known[0]!);
    expect(mail.headers.some(({ value }) => value === 'auto-generated')).to.equal(true);
    await shop
      .visitor()
      .get(linkIn(shop, mail, '/preferences/'))
      .expect(200);
  });

  it('LINK-8 gets a link to the public address, whatever Host the request named', async () => {
    const email = 'gastheer@example.org';
    await newReader({ email });
    await askLink(email).set('Host', 'evil.example').expect(303);
    const mail = await lastMailTo(shop, email);
    expect(mail.text).to.include(`${shop.url}/preferences/`).and.not.include('evil.example');
  });

  it('SEC-12 gets at most three links a day', async () => {
    const email = 'vaak@example.org';
    await newReader({ email });
    for (let times = 0; times < 5; times += 1) await askLink(email).expect(303);
    expect(await mailsTo(shop, email)).to.have.length(3);
  });

  it('A11Y-3 is told at the field what is wrong with an address', async () => {
    const { status, text } = await askLink('anneke');
    expect(status).to.equal(400);
    expect(text)
      .to.include('<a href="#email">')
      .and.include('value="anneke"')
      .and.include('aria-invalid="true"');
  });

  it('SEC-1 refuses operators, and SEC-8 ignores fields that the form does not have', async () => {
    const { id, link } = await newReader();
    await shop.visitor().post(link).type('form').send('do[$ne]=stop').expect(400);
    await send(link, 'save', {
      purpose: [emailPurpose, 'newsletter.other.email'],
      email: 'other@example.org',
    });
    expect((await shop.app.subscribers.get(id)).email).to.not.equal('other@example.org');
    await shop.visitor().post(link).type('form').send({ do: 'erase' }).expect(400);
  });

  it('LINK-13 sees behind the link of a preview somebody who does not exist, and changes nothing', async () => {
    const sample = new URL(shop.app.links.sampleUrl('preferences', null)).pathname;
    const { text } = await shop.visitor().get(`${sample}?lang=nl`).expect(200);
    expect(text).to.include('Dit is een voorbeeld').and.include('vo•••@example.org');
    const people = await shop.app.subscribers.count();
    const answer = await send(sample, 'stop', {});
    expect((await shop.visitor().get(answer.headers['location']!)).text).to.include('Dit is een voorbeeld');
    expect(await shop.app.subscribers.count()).to.equal(people);
  });
});
