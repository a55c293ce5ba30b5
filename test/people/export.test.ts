/** Everybody as a file, which an import reads back as they were. */
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { Act, PurposeKey } from '../../server/consent/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { headers, importFile, resultOf } from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('All subscribers in a file', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let officer: Awaited<ReturnType<TestApp['staff']>>;
  let anneke: SubscriberId;
  const file = async (browser = officer, language = 'en') => {
    const path = `/staff/people/export.csv?newsletter=${emailPurpose}&lang=${language}`;
    return (await browser.get(path).expect(200)).text;
  };
  const decide = async (id: SubscriberId, act: Act, purpose: PurposeKey = emailPurpose) => {
    await shop.app.consent.record(id, [
      {
        ...{ purpose, act, wording: null, language: 'nl', statementVersion: 1, form: null, page: null },
        ...{ channel: 'page', actor: { kind: 'subscriber' }, at: shop.clock() },
      },
    ]);
  };

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    officer = await shop.staff('privacy-officer', 'administrator');
    anneke = await addPerson(shop, { email: 'anneke@export.test', firstName: 'Zoë', language: 'en' });
    await addPerson(shop, { email: '-dash@export.test', firstName: '=1+1' });
    await decide(await addPerson(shop, { email: 'left@export.test' }), 'withdrawn');
    await addPerson(shop, { email: 'silent@export.test', agrees: ['interests.told'] });
    await addPerson(shop, { email: 'complained@export.test' });
    await shop.app.consent.suppress('complained@export.test', 'complained', shop.clock());
    await importFile(
      shop,
      officer,
      [
        'E-mailadres;Voornaam;Straat;Postcode;Plaats;Nieuwsbrief;Toestemming op;Bron',
        'imported@export.test;Jürgen;Kerkweg 7;1234 AB;Voorstad;ja;31-12-2024;Kaartje in de winkel',
      ].join('\n'),
    );
  });
  after(() => shop.close());

  it('PRIV-10 is for the privacy officer and the administrator, and counts as a look at each person', async () => {
    for (const role of ['counter', 'marketer'] as const) {
      const other = await shop.staff(role);
      await other.get(`/staff/people/export.csv?newsletter=${emailPurpose}`).expect(403);
      await other.get('/staff/people/export').expect(403);
    }
    expect((await (await shop.staff('counter')).get('/staff/people')).text).not.to.include('people/export');
    expect((await officer.get('/staff/people')).text).to.include('/staff/people/export');
    expect((await officer.get('/staff/people/export').expect(200)).text).to.include('All 6 subscribers');
    const before = (await shop.app.accounts.looksAt(anneke)).length;
    await file();
    expect((await shop.app.accounts.looksAt(anneke)).length).to.equal(before + 1);
    await officer.get('/staff/people/export.csv?newsletter=interests.told').expect(404);
  });

  it('CON-9 has what each person said, when, and what shows it, and no cell that runs (SEC-4)', async () => {
    const text = await file();
    expect(text.startsWith('\ufeff')).to.equal(true);
    const rows = parse(text, { bom: true, columns: true, delimiter: ';' }) as Record<string, string>[];
    const row = (email: string) => rows.find((one) => one['Email address'] === email)!;
    expect(rows).to.have.length(6);
    expect(row('anneke@export.test')).to.include({
      'First name': 'Zoë',
      Newsletter: 'yes',
      Language: 'English',
    });
    expect(row('anneke@export.test')['Consent source']).to.include('/sign-up');
    expect(row("'-dash@export.test")['First name']).to.equal("'=1+1");
    expect(row('left@export.test')).to.include({ Newsletter: 'no', 'Consent date': '' });
    expect(row('silent@export.test')).to.include({ Newsletter: '', Bounced: '' });
    expect(row('complained@export.test')).to.include({ Newsletter: 'yes', Bounced: 'yes' });
    expect(row('imported@export.test')).to.include({
      'Consent date': '2024-12-31T00:00:00Z',
      Town: 'Voorstad',
    });
    expect(row('imported@export.test')['Consent source']).to.include('Kaartje in de winkel');
  });

  for (const [language, header] of [
    ['en', 'Email address'],
    ['nl', 'E-mailadres'],
  ] as const) {
    it(`changes nothing when it is imported again, with headers such as ${header}`, async () => {
      const text = await file(officer, language);
      expect(text).to.include(header);
      const result = await resultOf(officer, await importFile(shop, officer, text));
      expect(result).to.include({ new: 0, changed: 0, optOuts: 0, refused: 0, unchanged: 6 });
    });
  }

  it('CON-9 CON-10 says the same elsewhere: yes with its proof, no and blocked stay so', async () => {
    const elsewhere = await startTestApp();
    try {
      await openShop(elsewhere);
      const theirs = await elsewhere.staff('administrator');
      const result = await resultOf(theirs, await importFile(elsewhere, theirs, await file()));
      expect(result).to.include({ new: 3, optOuts: 2, refused: 1 });
      const again = await resultOf(theirs, await importFile(elsewhere, theirs, await file()));
      expect(again).to.include({ new: 0, changed: 0, optOuts: 0 });
      const back = await resultOf(officer, await importFile(shop, officer, await file(theirs)));
      expect(back).to.include({ new: 0, changed: 0, optOuts: 0, refused: 0, unchanged: 3 });
      const { id } = (await elsewhere.app.subscribers.findByEmail('imported@export.test'))!;
      const [given] = await elsewhere.app.consent.history(id);
      expect(given!.at).to.deep.equal(new Date('2024-12-31T00:00:00Z'));
      expect(given!.evidence!.text).to.include('Kaartje in de winkel');
      expect((await elsewhere.app.subscribers.findByEmail('-dash@export.test'))!.firstName).to.equal('=1+1');
      for (const blocked of ['left', 'complained'])
        expect(await elsewhere.app.consent.suppressionOf(`${blocked}@export.test`), blocked).not.to.equal(
          null,
        );
      const late = `${headers}\nleft@export.test;;;ja;1-1-2025;Winkel`;
      expect(await resultOf(theirs, await importFile(elsewhere, theirs, late))).to.include({ refused: 1 });
    } finally {
      await elsewhere.close();
    }
  });
});
