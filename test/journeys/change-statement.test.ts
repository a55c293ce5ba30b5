/** A privacy officer writes, publishes and announces a new statement; readers read what changes and decide before and after. */
import { expect } from 'chai';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { becomeReader, hiddenFields, lastMailTo, linkIn, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const page = '/staff/statements';

describe('A new privacy statement', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let officer: Awaited<ReturnType<TestApp['staff']>>;
  let preferences: string;
  let bob: SubscriberId;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    officer = await shop.staff('privacy-officer');
    preferences = await becomeReader(shop, 'anna@example.org', { firstName: 'Anna' });
    bob = await addPerson(shop, { email: 'bob@example.org', language: 'en' });
    await addPerson(shop, { email: 'carla@example.org' });
    await shop.app.consent.suppress('carla@example.org', 'bounced', shop.clock());
  });
  after(() => shop.close());

  const read = async () => {
    const { text } = await officer.get(`${page}/draft`).expect(200);
    const area = (name: string) =>
      new RegExp(`<textarea id="${name}"[^>]*>([^<]*)</textarea>`).exec(text)![1]!.replaceAll('&#x27;', "'");
    return { revision: hiddenFields(text)['revision']![0]!, nl: area('nl'), en: area('en') };
  };
  const fill = (draft: Awaited<ReturnType<typeof read>>) => ({
    revision: draft.revision,
    nl: draft.nl.replace('72 uur', '48 uur'),
    en: draft.en.replace('72 hours', '48 hours'),
    summaryNl: 'We wachten korter op je bevestiging.',
    summaryEn: 'We wait less long for your confirmation.',
    effectiveOn: dutchDay(plus(shop.clock(), 3 * DAY_MS)),
  });
  const save = (typed: object, who = officer) => who.post(`${page}/draft`).type('form').send(typed);
  const versionsOf = async (email: string) => {
    const person = await shop.app.subscribers.findByEmail(email);
    return (await shop.app.consent.history(person!.id)).map(({ statementVersion }) => statementVersion);
  };

  it('CON-11 is for privacy officers and administrators', async () => {
    await (await shop.staff('marketer', 'counter')).get(page).expect(403);
    await (await shop.staff('marketer')).post(`${page}/2/announce`).expect(403);
  });

  it('CON-11 is written from the one in force, by one person at a time, and checked before it is published', async () => {
    await officer.post(`${page}/draft/begin`).expect(303);
    const draft = await read();
    expect(draft.nl).to.include('{minimumGroup}');
    await save({ ...fill(draft), summaryEn: '', act: 'publish' }).expect(303);
    const checks = await officer.get(`${page}/draft/publish`).expect(200);
    expect(checks.text).to.include('Missing: English').and.not.include('>Publish<');
    const { revision } = await read();
    await officer.post(`${page}/draft/publish`).type('form').send({ revision }).expect(409);

    const other = await shop.staff('administrator');
    expect((await other.get(`${page}/draft`)).text).to.include('was the last to write here');
    const late = await save({ ...fill(draft), summaryEn: 'Typed late' }, other).expect(409);
    expect(late.text).to.include('Somebody else saved meanwhile').and.include('Typed late');
    await save({ ...fill(await read()), effectiveOn: 'soon' }).expect(400);
    await save(fill(await read())).expect(303);
    const preview = await officer.get(`${page}/draft/preview`).expect(200);
    expect(preview.text).to.include('0172 000 000').and.include('48 uur').and.include('<del>');
  });

  it('CON-11 once published it cannot be changed, and is shown as counting from its day', async () => {
    const { revision } = await read();
    const published = await officer.post(`${page}/draft/publish`).type('form').send({ revision }).expect(303);
    expect(published.headers['location']).to.equal(`${page}/2?done=published`);
    await officer.post(`${page}/draft/publish`).type('form').send({ revision }).expect(409);
    const { text } = await shop.visitor().get('/statement/2?lang=en').expect(200);
    expect(text).to.include('Until that day the version of now counts').and.include('48 hours');
    expect((await shop.visitor().get('/statement?lang=en')).text).to.include('72 hours');
    expect((await shop.visitor().get('/statement/versions?lang=en')).text).to.include('We wait less long');

    await shop.visitor().get('/statement/3').expect(404);
  });

  it('UX-1 an announcement taken back within the minute reaches nobody, and can be made again', async () => {
    await officer.post(`${page}/2/announce`).expect(303);
    expect((await officer.get(`${page}/2`)).text)
      .to.include('60 seconds')
      .and.include('If you stop now');
    await officer.post(`${page}/2/withdraw`).expect(409);
    const stopped = await officer.post(`${page}/2/stop`).expect(303);
    expect(stopped.headers['location']).to.equal(`${page}/2?done=taken-back`);
    shop.clock.advance(61_000);
    expect(await mailsTo(shop, 'bob@example.org')).to.have.length(0);
  });

  it('CON-10 MAIL-6 MAIL-8 every subscriber who is not suppressed is told once, in their language, with the way to stop', async () => {
    await officer.post(`${page}/2/announce`).expect(303);
    await officer.post(`${page}/2/announce`).expect(409);
    shop.clock.advance(61_000);
    const mail = await lastMailTo(shop, 'bob@example.org');
    expect(mail.subject).to.include('changes its privacy statement');
    for (const part of [mail.text, mail.html])
      expect(part)
        .to.include('We wait less long for your confirmation.')
        .and.include('/statement/2/changes?lang')
        .and.include('/preferences/')
        .and.include('Lindelaan 14')
        .and.include('0172 000 000')
        .and.include('You get this mail because');
    const names = mail.headers.map(({ name }) => name.toLowerCase());
    expect(names).to.include('auto-submitted').and.not.include('list-unsubscribe').and.not.include('list-id');
    expect((await lastMailTo(shop, 'anna@example.org')).text)
      .to.include('Dag Anna,')
      .and.include('korter');
    expect(await mailsTo(shop, 'carla@example.org')).to.have.length(0);
    const shown = await officer.get(`${page}/2`).expect(200);
    expect(shown.text).to.match(/Accepted by the mail server<\/dt><dd>2</);
    expect((await officer.get(page)).text).to.include('2 people');
    await officer.post(`${page}/2/announce`).expect(409);
  });

  it('PRIV-1 the mail has its name on the card, and goes with the person', async () => {
    const card = await officer.get(`/staff/people/${bob}`).expect(200);
    expect(card.text).to.include('Privacy statement, version 2');
    await shop.app.privacy.eraseSubscriber(bob, { kind: 'subscriber' });
    expect(await shop.app.delivery.mailsTo(bob)).to.deep.equal([]);
  });

  it('A11Y-4 the differences are readable without seeing them', async () => {
    const mail = await lastMailTo(shop, 'anna@example.org');
    const { text } = await shop
      .visitor()
      .get(`${linkIn(shop, mail, '/statement/2/')}?lang=nl`)
      .expect(200);
    expect(text).to.include('<del><span class="unseen">weg: </span>72').and.include('nieuw: </span>48');
    expect(text).to.include('We wachten korter').and.not.include('Lindelaan 14, 1234 AB Voorstad. Bel');
  });

  it('CON-3 CON-11 a decision before its day and one on it refer to different versions', async () => {
    const stop = () => shop.visitor().post(preferences).type('form').send({ do: 'stop' });
    expect(await versionsOf('anna@example.org')).to.deep.equal([1, 1]);
    shop.clock.set(plus((await shop.app.consent.statements.get(2)).effectiveAt, 1000));
    await stop().expect(303);
    expect(await versionsOf('anna@example.org')).to.deep.equal([1, 1, 2]);
    await officer.post(`${page}/2/withdraw`).expect(409);
  });
});
