import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { PersonalDataHolder } from '../../server/platform/db/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { becomeReader, lastMailTo, linkIn, mailsTo, postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Everybody gets a mail, so that delivery knows of them too. */
async function sendCampaign(shop: TestApp, newsletter: string): Promise<void> {
  const marketer = await shop.staff('marketer');
  const campaign = await makeCampaign(marketer, newsletter);
  await write(marketer, campaign, 'Roses', 'Roses are here, come and look at them.');
  expect(await send(marketer, campaign)).to.equal(303);
  shop.clock.advance(2 * MINUTE_MS);
  expect(await mailsTo(shop, 'anneke@example.org')).to.have.length(2);
}

describe('the privacy desk', () => {
  let shop: TestApp;
  let officer: Awaited<ReturnType<TestApp['staff']>>;
  let anneke: SubscriberId;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    const { id: newsletter } = await openShop(shop);
    officer = await shop.staff('privacy-officer');
    await becomeReader(shop, 'anneke@example.org', { firstName: 'Annekefirst', topic: 'roses' });
    anneke = (await shop.app.subscribers.findByEmail('anneke@example.org'))!.id;
    await sendCampaign(shop, newsletter);
    await postSignUp(shop, { email: 'anneke@example.org', firstName: 'Annekefirst' });
    const note = {
      purposes: 'interests.told',
      channel: 'mail',
      on: '2026-01-05',
      evidence: 'Herwordsintheletter',
    };
    await officer.post(`/staff/people/${anneke}/opt-out`).type('form').send(note).expect(303);
  });
  after(() => shop.close());

  const takeCopy = () =>
    officer.post(`/staff/privacy/${anneke}/copy`).type('form').send({ reason: 'Asked by mail of 3 May.' });

  it('PRIV-1 hands out one JSON document with person, consents, wordings and interests', async () => {
    const answer = await takeCopy().expect(200);
    expect(answer.headers['content-disposition']).to.match(
      /^attachment; filename="?voorkeur-[a-z2-7]{16}\.json"?$/,
    );
    const { rooms, wordings } = answer.body;
    expect(rooms.subscribers.person.email).to.equal('anneke@example.org');
    expect(rooms.consent.decisions.at(-1).evidence.text).to.equal('Herwordsintheletter');
    expect(rooms).to.include.keys('interests', 'accounts', 'delivery');
    const agreed = rooms.consent.decisions.find(
      ({ purpose }: { purpose: string }) => purpose === emailPurpose,
    );
    expect(wordings.map(({ hash }: { hash: string }) => hash)).to.include(agreed.wording);
    const unsaid = await officer.post(`/staff/privacy/${anneke}/copy`).expect(400);
    expect(unsaid.text).to.include('href="#reason"');
    const card = await officer.get(`/staff/people/${anneke}`);
    expect(card.text).to.include('Copy of everything handed out').and.to.include('Asked by mail of 3 May.');
  });

  it('DEL-7 shows the mails to the person on the card, without the version', async () => {
    const { text } = await officer.get(`/staff/people/${anneke}`);
    expect(text).to.include('Advent wreaths').and.to.include('Accepted');
  });

  it('PRIV-10 is closed to the counter and to marketers, and looking there is logged', async () => {
    const outsiders = [await shop.staff('counter'), await shop.staff('marketer')];
    for (const agent of outsiders) {
      for (const path of ['', `/${anneke}`]) {
        expect((await agent.get(`/staff/privacy${path}`)).status).to.equal(403);
      }
      for (const [act, form] of [
        ['copy', 'reason=x'],
        ['erase', 'sure=yes&ground=asked'],
      ] as const) {
        const answer = await agent.post(`/staff/privacy/${anneke}/${act}`).type('form').send(form);
        expect(answer.status).to.equal(403);
      }
    }
    const before = (await shop.app.accounts.looksAt(anneke)).length;
    await takeCopy();
    expect((await shop.app.accounts.looksAt(anneke)).length).to.equal(before + 1);
  });

  it('UX-5 says what erasing does and that it cannot be undone, and asks to confirm', async () => {
    const page = await officer.get(`/staff/privacy/${anneke}`);
    expect(page.text).to.include('This cannot be undone');
    const unsure = await officer.post(`/staff/privacy/${anneke}/erase`);
    expect(unsure.status).to.equal(400);
    expect(unsure.text).to.include('href="#sure"').and.to.include('href="#ground"');
    expect(await shop.app.subscribers.find(anneke)).not.to.equal(null);
  });

  it('PRIV-3 leaves nothing of a person in any collection', async () => {
    await officer
      .post(`/staff/privacy/${anneke}/erase`)
      .type('form')
      .send('sure=yes&ground=asked')
      .expect(303);
    const collections = await shop.db.connection.db!.collections();
    for (const collection of collections) {
      const text = JSON.stringify(await collection.find().toArray());
      for (const part of [anneke, 'anneke@example.org', 'Annekefirst', 'Herwordsintheletter']) {
        expect(text.includes(part), `${part} in ${collection.collectionName}`).to.equal(false);
      }
    }
    expect((await officer.get(`/staff/people/${anneke}`)).status).to.equal(404);
  });

  it('CON-10 blocks the address of whoever was erased', async () => {
    expect(await shop.app.consent.suppressionOf('Anneke@example.org')).to.deep.equal({ reason: 'erased' });
  });

  it('CON-10 keeps a complaint, which blocks more, when the person is erased', async () => {
    const id = await addPerson(shop, { email: 'boos@example.org' });
    await shop.app.consent.suppress('boos@example.org', 'complained', shop.clock());
    await officer.post(`/staff/privacy/${id}/erase`).type('form').send('sure=yes&ground=asked').expect(303);
    expect(await shop.app.consent.suppressionOf('boos@example.org')).to.deep.equal({ reason: 'complained' });
  });

  it('SEC-8 answers 404 for somebody who is gone already', async () => {
    const again = await officer
      .post(`/staff/privacy/${anneke}/erase`)
      .type('form')
      .send('sure=yes&ground=asked');
    expect(again.status).to.equal(404);
  });

  it('PRIV-3 LINK-2 takes a waiting confirmation mail back, and the links of earlier ones say that nothing comes', async () => {
    const email = 'wachtend@example.org';
    await becomeReader(shop, email);
    const { id } = (await shop.app.subscribers.findByEmail(email))!;
    const used = linkIn(shop, (await mailsTo(shop, email))[0]!, '/confirm/');
    const more = { email, purpose: [emailPurpose, 'interests.orders'] };
    await postSignUp(shop, more);
    const waiting = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    await postSignUp(shop, more);
    await officer.post(`/staff/privacy/${id}/erase`).type('form').send('sure=yes&ground=asked').expect(303);
    expect(await mailsTo(shop, email)).to.have.length(2);
    for (const collection of ['outbox', 'pending_sign_ups']) {
      const rows = JSON.stringify(await shop.db.connection.collection(collection).find().toArray());
      expect(rows).not.to.include(email).and.not.to.include(id);
    }
    for (const link of [used, waiting]) {
      const [shown, pressed] = [
        await shop.visitor().get(`${link}?lang=en`),
        await shop.visitor().post(`${link}?lang=en`),
      ];
      for (const { status, text } of [shown, pressed]) {
        expect(status).to.equal(200);
        expect(text).to.include('You get nothing from us');
      }
    }
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
  });

  it('PRIV-3 deletes what no transaction can hold before the transaction begins', async () => {
    const id = await addPerson(shop, { email: 'bestanden@example.org' });
    const steps: string[] = [];
    const files: PersonalDataHolder = {
      ...{ room: 'files', collections: [], freeOfPersonalData: [], export: () => Promise.resolve({}) },
      beforeErase: async (who) => {
        // Nothing is locked and nothing is gone yet: the person can still be looked up.
        steps.push(`before ${(await shop.app.subscribers.find(who))?.email}`);
      },
      erase: () => Promise.resolve(void steps.push('erase')),
    };
    (shop.app.holders as PersonalDataHolder[]).push(files);
    await officer.post(`/staff/privacy/${id}/erase`).type('form').send('sure=yes&ground=asked').expect(303);
    (shop.app.holders as PersonalDataHolder[]).pop();
    expect(steps).to.deep.equal(['before bestanden@example.org', 'erase']);
  });
});
