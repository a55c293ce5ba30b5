/** What a row may do to consent: proof is needed for a yes, a no always counts and stays. */
import { expect } from 'chai';
import type { Act } from '../../server/consent/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { type Browser, dryRun, headers, importFile, resultOf } from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const orders = 'interests.orders';

describe('A row of an import', () => {
  let shop: TestApp;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    await shop.app.interests.setProductWords([
      { word: 'rozen', topic: 'roses' },
      { word: 'tuin', topic: 'garden' },
    ]);
    staff = await shop.staff('administrator');
  });
  after(() => shop.close());

  const run = async (...rows: string[]) =>
    resultOf(staff, await importFile(shop, staff, [headers, ...rows].join('\n')));
  const decide = async (subscriber: SubscriberId, act: Act, purpose = emailPurpose) => {
    const how = { wording: null, form: null, page: null, language: 'nl', statementVersion: 1 } as const;
    const actor = { kind: 'subscriber' } as const;
    await shop.app.consent.record(subscriber, [
      { ...how, purpose, act, actor, channel: 'preferences', at: shop.clock() },
    ]);
  };
  const actsOf = async (email: string) => {
    const person = await shop.app.subscribers.findByEmail(email);
    const history = person ? await shop.app.consent.history(person.id) : [];
    return history.filter(({ purpose }) => purpose === emailPurpose).map(({ act }) => act);
  };

  it('CON-9 adds consent with its own source and date, shown as given elsewhere', async () => {
    expect(await run('proof@rows.test;Ada;Bos;ja;31-12-2024;Kaartje in de winkel')).to.include({
      new: 1,
      refused: 0,
    });
    const person = await shop.app.subscribers.findByEmail('proof@rows.test');
    const [yes, ...others] = await shop.app.consent.history(person!.id);
    expect(others).to.have.length(0);
    expect(yes).to.deep.include({
      act: 'confirmed',
      at: new Date('2024-12-31T00:00:00Z'),
      wording: null,
      channel: 'import',
      form: 'import',
      page: null,
    });
    expect(yes!.actor.kind).to.equal('import');
    expect(yes!.evidence!.text).to.include('Kaartje in de winkel').and.include('klanten.csv');
    expect(await shop.app.consent.agreedTo(person!.id, emailPurpose)).to.equal(true);
  });

  it('CON-9 is refused without source or date, each with its reason, and nothing of it is stored', async () => {
    const result = await run(
      'nosource@rows.test;;;ja;31-12-2024;',
      'nodate@rows.test;;;ja;;Winkel',
      'fine@rows.test;;;ja;1-1-2025;Winkel',
    );
    expect(result).to.include({ new: 1, refused: 2 });
    expect(result.reasons[2]).to.include('source of the consent is missing');
    expect(result.reasons[3]).to.include('date of the consent is missing');
    expect(await shop.app.subscribers.findByEmail('nosource@rows.test')).to.equal(null);
    const refusals = await shop.db.connection.collection('import_refusals').find().toArray();
    expect(JSON.stringify(refusals)).not.to.include('rows.test');
  });

  it('CON-9 takes a source and date stated once for the file, with who stated them', async () => {
    const stated = { source: 'Form on the old website', consentAt: '2024-06-01' };
    const path = await dryRun(shop, staff, `${headers}\nstated@rows.test;;;ja;;`, stated);
    expect((await resultOf(staff, path)).text)
      .to.include('Form on the old website')
      .and.include('stated by Staff 1');
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    const person = await shop.app.subscribers.findByEmail('stated@rows.test');
    const [given] = await shop.app.consent.history(person!.id);
    expect(given!.evidence!.text).to.include('Form on the old website').and.include('whole file');
    expect((await resultOf(staff, path)).text).to.include('stated by Staff 1');
  });

  for (const act of ['withdrawn', 'objected', 'refused', 'lapsed'] as const) {
    it(`CON-9 never reverses what was ${act}, also when its date is later`, async () => {
      const email = `${act}@rows.test`;
      const id = await addPerson(shop, { email });
      await decide(id, act);
      shop.clock.advance(3 * DAY_MS);
      const [date] = plus(shop.clock(), -DAY_MS).toISOString().split('T');
      const result = await run(`${email};;;ja;${date};Winkel`);
      expect(result).to.include({ refused: 1, changed: 0 });
      expect(result.reasons[2]).to.include('A file does not change that');
      expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(false);
    });
  }

  it('CON-9 counts a no without source or date, and records nothing twice', async () => {
    const id = await addPerson(shop, { email: 'leaves@rows.test' });
    expect(await run('Leaves@Rows.test;;;nee;;')).to.include({ optOuts: 1, refused: 0 });
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(false);
    expect(await run('leaves@rows.test;;;nee;;')).to.include({ optOuts: 0, unchanged: 1 });
    expect(await actsOf('leaves@rows.test')).to.deep.equal(['given', 'confirmed', 'withdrawn']);
  });

  it('CON-9 remembers the no of somebody unknown without adding them, so that a later file cannot', async () => {
    expect(await run('never@rows.test;Nel;;nee;;')).to.include({ optOuts: 1, new: 0 });
    expect(await shop.app.subscribers.findByEmail('never@rows.test')).to.equal(null);
    const result = await run('never@rows.test;Nel;;ja;1-1-2025;Winkel');
    expect(result).to.include({ refused: 1, new: 0 });
    expect(result.reasons[2]).to.include('send nothing to this address');
  });

  it('CON-9 lets a no win over a yes for the same address in one file, in either order', async () => {
    const yes = (name: string) => `${name}@rows.test;;;ja;1-1-2025;Winkel`;
    await run(yes('first'), 'FIRST@rows.test;;;nee;;', 'second@rows.test;;;nee;;', yes('second'));
    expect(await actsOf('first@rows.test')).to.deep.equal(['confirmed', 'withdrawn']);
    expect(await shop.app.subscribers.findByEmail('second@rows.test')).to.equal(null);
  });

  for (const reason of ['erased', 'complained', 'bounced'] as const) {
    it(`CON-10 stays blocked when the address is suppressed as ${reason}`, async () => {
      const email = `${reason}@blocked.test`;
      await shop.app.consent.suppress(email, reason, shop.clock());
      expect(await run(`${email.toUpperCase()};;;ja;1-1-2025;Winkel`)).to.include({ refused: 1, new: 0 });
      expect(await run(`${email};;;nee;;`)).to.include({ unchanged: 1 });
      expect(await shop.app.consent.suppressionOf(email)).to.deep.equal({ reason });
      expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
    });
  }

  it('fills in what is empty and overwrites nothing', async () => {
    const known = await addPerson(shop, { email: 'known@rows.test', firstName: 'Anna' });
    const nameless = await addPerson(shop, { email: 'nameless@rows.test' });
    const result = await run(
      'known@rows.test;Hacker;Bos;ja;;',
      'nameless@rows.test;Ot;Bos;ja;;',
      'known@rows.test;;;;;',
    );
    expect(result).to.include({ changed: 1, unchanged: 2, refused: 0 });
    expect((await shop.app.subscribers.get(known)).firstName).to.equal('Anna');
    expect(await shop.app.subscribers.get(nameless)).to.include({ firstName: 'Ot', lastName: 'Bos' });
  });

  it('PRIV-6 counts the consent, and not the import, as the last activity', async () => {
    await run('quiet@rows.test;;;ja;15-03-2020;Winkel');
    const person = await shop.app.subscribers.findByEmail('quiet@rows.test');
    expect(person!.lastActivityAt).to.deep.equal(new Date('2020-03-15T00:00:00Z'));
  });

  describe('of a customer who was not asked', () => {
    const saleHeaders = 'E-mailadres;Voornaam;Nieuwsbrief;Verkoopdatum;Weigeren aangeboden';
    const ago = (days: number) => dutchDay(plus(shop.clock(), -days * DAY_MS));
    const content = (rows: readonly string[]) => [saleHeaders, ...rows].join('\n');
    const runSales = async (...rows: string[]) =>
      resultOf(staff, await importFile(shop, staff, content(rows)));
    const mayGet = async (email: string) => {
      const person = await shop.app.subscribers.findByEmail(email);
      return (
        person && (await shop.app.consent.mayReceive([person.id], emailPurpose)).get(person.id)?.may !== 'no'
      );
    };
    before(() => shop.app.settings.change({ softOptIn: true, softOptInMonths: 24 }));
    after(() => shop.app.settings.change({ softOptIn: false }));

    it('CON-8 gets the newsletter by a sale at which a refusal was offered, with the sale as evidence', async () => {
      const rows = [`buyer@sales.test;Ada;;${ago(30)};ja`, `late@sales.test;;;${ago(900)};ja`];
      const dry = await resultOf(staff, await dryRun(shop, staff, content(rows)));
      expect(dry).to.include({ new: 1, refused: 1 });
      expect(dry.text).to.include('1 customer who was not asked');
      const result = await runSales(
        ...rows,
        `unasked@sales.test;;;${ago(30)};`,
        `could@sales.test;;;${ago(30)};nee`,
        `odd@sales.test;;;vorige week;ja`,
        `ahead@sales.test;;;${ago(-3)};ja`,
      );
      expect(result).to.include({ new: 1, refused: 5 });
      expect(result.reasons[3]).to.include('too long ago');
      expect(result.reasons[4]).to.include('could refuse').and.to.equal(result.reasons[5]);
      expect(result.reasons[6]).to.include('unclear');
      expect(result.reasons[7]).to.include('future');
      const person = await shop.app.subscribers.findByEmail('buyer@sales.test');
      const history = await shop.app.consent.history(person!.id);
      expect(history).to.have.length(1);
      expect(history[0]).to.deep.include({ act: 'soft-opt-in', channel: 'import', at: new Date(ago(30)) });
      expect(history[0]!.evidence!.text).to.include('offer to refuse').and.include('row 2');
      expect(await mayGet('buyer@sales.test')).to.equal(true);
      expect(await runSales(rows[0]!)).to.include({ unchanged: 1, refused: 0 });
    });

    it('CON-8 is never put over a no, an answer or a suppression of any date', async () => {
      const email = (act: string) => `${act}@nosale.test`;
      for (const act of ['withdrawn', 'objected', 'refused'] as const)
        await decide(await addPerson(shop, { email: email(act), agrees: [] }), act);
      await shop.app.consent.suppress(email('blocked'), 'bounced', shop.clock());
      const answered = await addPerson(shop, { email: email('given') });
      const acts = ['withdrawn', 'objected', 'refused', 'blocked', 'given'];
      const result = await runSales(...acts.map((act) => `${email(act)};;;${ago(0)};ja`));
      expect(result).to.include({ refused: 4, unchanged: 1, changed: 0, new: 0 });
      expect(result.reasons[2]).to.include('unsubscribed or objected');
      expect(result.reasons[5]).to.include('send nothing to this address');
      for (const act of acts.slice(0, 3)) expect(await mayGet(email(act)), act).to.equal(false);
      expect((await shop.app.consent.history(answered)).some(({ act }) => act === 'soft-opt-in')).to.equal(
        false,
      );
    });

    it('CON-8 is refused where the shop only writes to people who asked', async () => {
      await shop.app.settings.change({ softOptIn: false });
      const result = await runSales(`off@sales.test;;;${ago(3)};ja`);
      await shop.app.settings.change({ softOptIn: true });
      expect(result.reasons[2]).to.include('only writes to people who asked');
      expect(await shop.app.subscribers.findByEmail('off@sales.test')).to.equal(null);
    });
  });

  it('CON-13 refuses who is too young, and keeps neither them nor any birthday', async () => {
    const bornYearsAgo = (years: number, days: number) => {
      const day = plus(shop.clock(), days * DAY_MS);
      day.setUTCFullYear(day.getUTCFullYear() - years);
      return dutchDay(day);
    };
    const [young, old] = [bornYearsAgo(16, 2), bornYearsAgo(16, -2)];
    const path = await importFile(
      shop,
      staff,
      [
        `${headers};Geboortedatum`,
        `young@age.test;Jong;Bos;ja;1-1-2025;Winkel;${young}`,
        `old@age.test;Oud;Bos;ja;1-1-2025;Winkel;${old}`,
        `years@age.test;Twaalf;Bos;ja;1-1-2025;Winkel;12`,
        `noyear@age.test;Mei;Bos;ja;1-1-2025;Winkel;05/14`,
        `no@age.test;Nee;Bos;nee;;;${young}`,
        `broken;Adres;Bos;ja;1-1-2025;Winkel;${old}`,
      ].join('\n'),
    );
    const result = await resultOf(staff, path);
    expect(result).to.include({ new: 2, refused: 4, optOuts: 0 });
    expect(result.text).to.include('3 refused rows are of people who are too young');
    expect(result.reasons[2]).to.include('too young');
    expect(await shop.app.subscribers.findByEmail('young@age.test')).to.equal(null);
    expect(await shop.app.consent.suppressionOf('no@age.test')).to.equal(null);
    const { text: csv } = await staff.get(`${path}/refused.csv`).expect(200);
    expect(csv).to.include('broken;Adres').and.to.include('too young');
    expect(csv)
      .not.to.match(/young@|years@|Twaalf/)
      .and.not.to.include(old);
    for (const name of ['subscribers', 'imports', 'import_refusals', 'ledger', 'evidence']) {
      const rows = await shop.db.connection.collection(name).find().toArray();
      expect(JSON.stringify(rows), name).not.to.include(old).and.not.to.include(young);
    }
  });

  describe('with orders', () => {
    const orderHeaders = `${headers};Bestellingen gebruiken;Besteld op;Producten`;
    const daysAgo = (days: number) => dutchDay(plus(shop.clock(), -days * DAY_MS));
    const runOrders = async (...rows: string[]) =>
      resultOf(staff, await importFile(shop, staff, [orderHeaders, ...rows].join('\n')));
    const topicsOf = async (email: string) => {
      const person = await shop.app.subscribers.findByEmail(email);
      return (await shop.app.interests.profile(person!.id)).map(({ topic }) => topic);
    };

    it('SEG-1 keeps an order only for who agreed to that, and only for its term', async () => {
      const yes = (name: string) => `${name}@orders.test;;;ja;1-1-2025;Winkel`;
      const result = await runOrders(
        `${yes('uses')};ja;${daysAgo(30)};2× Rode rozen, Tuinboeket`,
        `${yes('usesnot')};nee;${daysAgo(30)};Rode rozen`,
        `${yes('silent')};;${daysAgo(30)};Rode rozen`,
        `${yes('old')};ja;${daysAgo(400)};Rode rozen`,
      );
      expect(result.new).to.equal(4);
      expect(result.text).to.include('agree to that: 1.').and.include('we do not keep: 3.');
      expect(await topicsOf('uses@orders.test')).to.have.members(['roses', 'garden']);
      for (const name of ['usesnot', 'silent', 'old'])
        expect(await topicsOf(`${name}@orders.test`)).to.deep.equal([]);
    });

    it('CON-9 asks source and date for using orders too', async () => {
      await addPerson(shop, { email: 'asks@orders.test' });
      const result = await runOrders(`asks@orders.test;;;ja;;;ja;${daysAgo(3)};Rozen`);
      expect(result.reasons[2]).to.include('source');
      expect(await topicsOf('asks@orders.test')).to.deep.equal([]);
    });

    it('CON-9 takes a no to using orders at once, and never reverses it', async () => {
      await runOrders(`stops@orders.test;;;ja;1-1-2025;Winkel;ja;${daysAgo(3)};Rozen`);
      expect(await topicsOf('stops@orders.test')).to.deep.equal(['roses']);
      expect(await runOrders('stops@orders.test;;;ja;;;nee;;')).to.include({ optOuts: 1 });
      expect(await topicsOf('stops@orders.test')).to.deep.equal([]);
      const again = await runOrders(`stops@orders.test;;;ja;1-1-2026;Winkel;ja;${daysAgo(3)};Rozen`);
      expect(again.reasons[2]).to.include('does not want us to use orders');
      const person = await shop.app.subscribers.findByEmail('stops@orders.test');
      expect(await shop.app.consent.agreedTo(person!.id, orders)).to.equal(false);
      expect(await shop.app.consent.agreedTo(person!.id, emailPurpose)).to.equal(true);
    });
  });
});
