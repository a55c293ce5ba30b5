/** New words that ask again: published by staff, asked by mail, answered or not, and what follows on their day. */
import { expect } from 'chai';
import { DAY_MS, dutchDay, HOUR_MS, plus, startOfDutchDay } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { becomeReader, hiddenFields, lastMailTo, linkIn, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('New words that ask again', () => {
  let shop: TestApp;
  let day: string;
  let officer: Awaited<ReturnType<TestApp['staff']>>;
  const [onBreak, customer] = ['on-break@example.com', 'customer@example.com'] as const;
  const [yes, silent, left, late] = ['yes', 'silent', 'left', 'late'].map(
    (name) => `${name}@example.com`,
  ) as [string, string, string, string];

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    for (const email of [yes, silent, left]) await addPerson(shop, { email });
    await addPerson(shop, { email: 'other@example.com', agrees: ['interests.orders'] });
    await onABreak();
    await bought();
    officer = await shop.staff('privacy-officer');
    day = dutchDay(plus(shop.clock(), 20 * DAY_MS));
    const words = {
      ...{ labelNl: 'Bloemenpost met acties', textNl: 'Elke week, met acties.', coversNl: 'Ook acties.' },
      ...{ labelEn: 'Flower post with offers', textEn: 'Weekly, with offers.', coversEn: 'Offers too.' },
      ...{ from: day, change: 'asks-again', reason: 'Offers are new.', do: 'publish' },
    };
    await officer.post(`/staff/purposes/${emailPurpose}/new`).type('form').send(words).expect(303);
  });

  const how = async () => ({
    ...{ form: null, page: null, language: 'nl' as const, at: shop.clock() },
    statementVersion: await shop.app.consent.statementVersion(),
  });
  const onABreak = async () => {
    const id = await addPerson(shop, { email: onBreak });
    const byPage = { channel: 'page', actor: { kind: 'subscriber' } } as const;
    await shop.app.consent.takeABreak(id, 6, { ...(await how()), ...byPage });
  };
  const bought = async () => {
    await shop.app.settings.change({ softOptIn: true });
    const id = await addPerson(shop, { email: customer, agrees: [] });
    const bySale = { channel: 'sale', actor: { kind: 'system' }, wording: null } as const;
    const line = { ...(await how()), ...bySale, purpose: emailPurpose, act: 'soft-opt-in' } as const;
    await shop.app.consent.record(id, [line]);
  };
  after(() => shop.close());

  const agrees = async (email: string) => {
    const { id } = (await shop.app.subscribers.findByEmail(email))!;
    return shop.app.consent.agreedTo(id, emailPurpose);
  };

  it('CON-11 ask nobody on the day they are published', async () => {
    expect(await mailsTo(shop, yes)).to.deep.equal([]);
    const { text } = await shop.visitor().get('/sign-up');
    expect(text).to.include('Bloemenpost per e-mail').and.not.include('met acties');
  });

  it('CON-11 MAIL-1 MAIL-6 are asked by one plain mail with the old words, the new ones and every way out', async () => {
    shop.clock.advance(DAY_MS);
    const mail = await lastMailTo(shop, silent);
    for (const part of [mail.text, mail.html]) {
      expect(part).to.include('Bloemenpost per e-mail').and.include('Elke week, met acties.');
      expect(part).to.include('Les Fleurs d').and.include('Lindelaan 14').and.include('omdat je hier op');
      expect(part).to.include('/unsubscribe/').and.include('/preferences/').and.include('/new-words');
    }
    const raw = mail.raw.toString();
    expect(raw.match(/^List-Unsubscribe:/gm)).to.have.length(1);
    expect(raw).to.include('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(await mailsTo(shop, silent)).to.have.length(1);
    expect(await mailsTo(shop, 'other@example.com')).to.deep.equal([]);
  });

  it('CON-11 are asked of whoever takes a break, and CON-8 not of a customer who never said yes', async () => {
    expect((await lastMailTo(shop, onBreak)).text).to.include('/new-words');
    expect(await mailsTo(shop, customer)).to.deep.equal([]);
    const { id } = (await shop.app.subscribers.findByEmail(onBreak))!;
    expect((await officer.get(`/staff/people/${id}`)).text).to.include('Flower post with offers');
    const { id: bought } = (await shop.app.subscribers.findByEmail(customer))!;
    expect(await shop.app.consent.wordings.askedOf(bought, 'nl')).to.deep.equal([]);
  });

  it('CON-11 MAIL-13 are asked at the hand-over of nobody who answered, left or is suppressed since', async () => {
    const { wordings, suppress, liftSuppression, record } = shop.app.consent;
    const version = (await wordings.asking())[0]!;
    const id = await addPerson(shop, { email: 'between@example.com' });
    const isAsked = async () => (await wordings.stillAsked(version, [id])).has(id);
    expect(await isAsked()).to.equal(true);
    await suppress('between@example.com', 'bounced', shop.clock());
    expect(await isAsked(), 'suppressed').to.equal(false);
    await shop.db.transaction((tx) => liftSuppression('between@example.com', tx));
    expect(await isAsked()).to.equal(true);
    const self = { channel: 'page', actor: { kind: 'subscriber' }, wording: null } as const;
    await record(id, [{ ...(await how()), ...self, purpose: emailPurpose, act: 'withdrawn' }]);
    expect(await isAsked(), 'left').to.equal(false);
  });

  it('CON-11 LINK-1 stand beside the old ones on the page of the link, and one button says yes', async () => {
    const link = linkIn(shop, await lastMailTo(shop, yes), '/preferences/');
    expect((await shop.visitor().get(link)).text).to.include(`${link}/new-words`);
    const page = await shop.visitor().get(`${link}/new-words`).expect(200);
    expect(page.text).to.include('Bloemenpost per e-mail').and.include('Bloemenpost met acties');
    const { id } = (await shop.app.subscribers.findByEmail(yes))!;
    expect(await shop.app.consent.history(id)).to.have.length(2);
    const { purpose, wording } = hiddenFields(page.text);
    const form = { purpose: purpose![0], wording: wording![0] };
    const answer = await shop.visitor().post(`${link}/new-words`).type('form').send(form).expect(303);
    const after = await shop.visitor().get(answer.headers['location']!);
    expect(after.text).to.include('Je ja geldt voor de nieuwe woorden').and.not.include('<blockquote');
    const lines = (await shop.app.consent.history(id)).slice(2);
    expect(lines.map(({ act }) => act)).to.deep.equal(['given', 'confirmed']);
    expect(lines.map((line) => line.wording)).to.deep.equal([wording![0], wording![0]]);
    await shop.visitor().post(`${link}/new-words`).type('form').send(form).expect(303);
    expect(await shop.app.consent.history(id), 'a second press').to.have.length(4);
    expect((await shop.visitor().get(link)).text).to.not.include('/new-words');
  });

  it('CON-11 are asked of whoever signs up under the old ones meanwhile, on the page and within the hour', async () => {
    const preferences = await becomeReader(shop, late);
    expect((await shop.visitor().get(preferences)).text).to.include('We vragen je opnieuw om een ja');
    shop.clock.advance(HOUR_MS);
    expect((await lastMailTo(shop, late)).text).to.include('/new-words');
    expect(await mailsTo(shop, silent)).to.have.length(1);
  });

  it('CON-11 take nothing away from whoever leaves by the mail before their day', async () => {
    const unsubscribe = linkIn(shop, await lastMailTo(shop, left), '/unsubscribe/');
    const oneClick = { 'List-Unsubscribe': 'One-Click' };
    await shop.visitor().post(unsubscribe).type('form').send(oneClick).expect(200);
    expect(await agrees(left)).to.equal(false);
    expect(await agrees(silent)).to.equal(true);
  });

  it('CON-11 CON-6 about interests are asked with a way to stop that at once, and no list headers', async () => {
    const words = {
      ...{ labelNl: 'Bestellingen en retouren', textNl: 'Ook wat je terugstuurt.', coversNl: 'Retouren.' },
      ...{ labelEn: 'Orders and returns', textEn: 'Also what you return.', coversEn: 'Returns.' },
      ...{ from: day, change: 'asks-again', reason: 'Returns are new.', termMonths: '12', do: 'publish' },
    };
    await officer.post('/staff/purposes/interests.orders/new').type('form').send(words).expect(303);
    shop.clock.advance(DAY_MS);
    const mail = await lastMailTo(shop, 'other@example.com');
    expect(mail.raw.toString()).to.not.match(/^List-/m);
    const page = `${linkIn(shop, mail, '/preferences/')}/new-words`;
    expect(mail.text).to.include(`Meteen stoppen: ${shop.url}${page}`);
    const { purpose, wording } = hiddenFields((await shop.visitor().get(page)).text);
    const no = { purpose: purpose![0], wording: wording![0], answer: 'no' };
    await shop.visitor().post(page).type('form').send(no).expect(303).expect('location', `${page}?done=no`);
    const { id } = (await shop.app.subscribers.findByEmail('other@example.com'))!;
    expect((await shop.app.consent.history(id)).at(-1)).to.include({ act: 'withdrawn' });
  });

  it('CON-11 count from their day on: the purpose stops where nobody said yes, and the forms show them', async () => {
    const open = await shop.visitor().get('/sign-up');
    shop.clock.set(startOfDutchDay(day)!);
    expect((await shop.visitor().get('/sign-up')).text).to.include('Bloemenpost met acties');
    const fields = { email: 'new@example.com', purpose: emailPurpose, age: 'yes' };
    const words = hiddenFields(open.text)['words']![0];
    const lateForm = await shop
      .visitor()
      .post('/sign-up')
      .type('form')
      .send({ ...fields, words });
    expect(lateForm.status, 'a form with the old words').to.equal(400);
    await shop.work();
    expect(await Promise.all([yes, silent, left, late].map(agrees))).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    expect(await agrees(customer), 'a sale is no answer to words').to.equal(true);
    const { id } = (await shop.app.subscribers.findByEmail(silent))!;
    expect((await shop.app.consent.history(id)).at(-1)).to.include({ act: 'lapsed', channel: 'system' });
    const link = linkIn(shop, await lastMailTo(shop, silent), '/preferences/');
    expect((await shop.visitor().get(`${link}/new-words`)).text).to.include('niets meer om opnieuw ja');
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });
});
