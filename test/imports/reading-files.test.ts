/** How files are read: encodings, delimiters, headers, odd cells. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../server/platform/paths/index.ts';
import { openShop } from '../support/a-shop.ts';
import {
  type Browser,
  columnsForm,
  confirm,
  dryRun,
  headers,
  importFile,
  resultOf,
  upload,
} from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const fixtures = join(projectRoot, 'test', 'fixtures', 'imports');
const fixture = (name: string) => readFileSync(join(fixtures, name));

describe('An imported file', () => {
  let shop: TestApp;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    staff = await shop.staff('administrator');
  });
  after(() => shop.close());

  const usesOf = async (path: string, query = '') => {
    const { fields } = await columnsForm(staff, path, query);
    return fields.filter(([name]) => name === 'column').map(([, field]) => field);
  };

  for (const name of readdirSync(join(fixtures, 'encodings'))) {
    it(`is recognised as ${name}, é included`, async () => {
      const path = await upload(staff, fixture(join('encodings', name)), name);
      const { text } = await columnsForm(staff, path);
      expect(text).to.include('André').and.include('Zoë');
      expect(await usesOf(path)).to.deep.equal([
        'email',
        'firstName',
        'town',
        'newsletter',
        'consentAt',
        'consentSource',
      ]);
      await confirm(staff, path);
      await shop.work();
      const result = await resultOf(staff, path);
      expect(result).to.include({ new: 2, changed: 0, refused: 1 });
      expect(result.reasons[4]).to.include('source');
    });
  }

  it('shows itself again in another encoding or with another delimiter', async () => {
    const path = await upload(staff, fixture(join('encodings', 'windows-1252-semicolon.csv')));
    const { text: garbled } = await columnsForm(staff, path, '?encoding=utf-8&delimiter=0');
    expect(garbled).to.include('Andr\ufffd').and.not.include('André');
    const { fields } = await columnsForm(staff, path, '?encoding=windows-1252&delimiter=1');
    expect(fields.filter(([name]) => name === 'column')).to.have.length(1);
  });

  it('refuses names with unreadable characters, because of a wrong encoding', async () => {
    const path = await upload(staff, fixture(join('encodings', 'windows-1252-semicolon.csv')));
    await confirm(staff, path, { encoding: 'utf-8' });
    await shop.work();
    expect((await resultOf(staff, path)).reasons[2]).to.include('unreadable');
  });

  it('is recognised when Mailchimp wrote it, and its birthday and IP address are not kept', async () => {
    const path = await upload(staff, fixture('mailchimp-subscribed.csv'));
    const { text } = await columnsForm(staff, path);
    const used = await usesOf(path);
    expect(used.filter(Boolean)).to.deep.equal(['email', 'firstName', 'lastName', 'birthday', 'consentAt']);
    expect(text.match(/We do not keep this/g)).to.have.length.greaterThan(5);
    await confirm(staff, path, { source: 'Mailchimp form, double opt-in', consentAt: '2024-05-01' });
    await shop.work();
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    const person = await shop.app.subscribers.findByEmail('ada@mailchimp.test');
    const [yes] = await shop.app.consent.history(person!.id);
    expect(yes).to.include({ act: 'confirmed', channel: 'import', wording: null });
    expect(yes!.at.toISOString()).to.equal('2023-02-03T10:20:30.000Z');
    expect(JSON.stringify(person)).not.to.include('1980');
  });

  it("counts Mailchimp's unsubscribed and cleaned files as opt-outs", async () => {
    for (const name of ['mailchimp-unsubscribed.csv', 'mailchimp-cleaned.csv']) {
      const path = await importFile(shop, staff, fixture(name));
      expect(await resultOf(staff, path)).to.include({ optOuts: 1, new: 0, refused: 0 });
    }
    const reasonOf = async (email: string) => (await shop.app.consent.suppressionOf(email))?.reason;
    expect(await reasonOf('left@mailchimp.test')).to.equal('opted-out');
    expect(await reasonOf('gone@mailchimp.test')).to.equal('bounced');
  });

  it('is recognised when Shopify wrote it, and asks where the consent comes from', async () => {
    const path = await dryRun(shop, staff, fixture('shopify-customers.csv'));
    expect((await resultOf(staff, path)).reasons[2]).to.include('source');
    const stated = { source: 'Tick box at checkout', consentAt: '2025-01-31' };
    const second = await importFile(shop, staff, fixture('shopify-customers.csv'), stated);
    expect(await resultOf(staff, second)).to.include({ new: 1, optOuts: 1, refused: 0 });
    const person = await shop.app.subscribers.findByEmail('bo@shopify.test');
    expect(person).to.deep.include({
      firstName: 'Bo',
      post: { street: 'Kerkweg 12', postcode: '1234 AB', town: 'Voorstad', country: 'NL' },
    });
  });

  it("dates every line of a Shopify order, and takes neither 'Name' for a name nor 'Source' for a source", async () => {
    const path = await upload(staff, fixture('shopify-orders.csv'));
    const used = (await usesOf(path, '?kind=people')).filter(Boolean);
    expect(used).to.include.members(['email', 'newsletter', 'orderedAt', 'products']);
    expect(used).not.to.include('consentSource');
  });

  it('reads addresses with capitals, spaces, mailto: or a name around them, and refuses what is none', async () => {
    const rows = [
      ' Jan@Cells.TEST ;Jan;;ja;1-2-2025;Winkel',
      'mailto:piet@cells.test;Piet;;ja;01/02/2025;Winkel',
      '"Kees de Vries <kees@cells.test>";;;ja;2025-02-01 10:00:00 +0100;Winkel',
      'a@cells.test, b@cells.test;;;ja;1-2-2025;Winkel',
      'geen adres;;;ja;1-2-2025;Winkel',
      ';Naamloos;;ja;1-2-2025;Winkel',
      'JAN@cells.test;Dubbel;;ja;1-2-2025;Winkel',
      ';;;;;',
      'wat@cells.test;;;misschien;1-2-2025;Winkel',
      'later@cells.test;;;ja;31-02-2025;Winkel',
      'straks@cells.test;;;ja;1-2-2099;Winkel',
      'niets@cells.test;;;;;',
    ];
    const path = await importFile(shop, staff, `sep=;\r\n${headers}\r\n${rows.join('\r\n')}\r\n\r\n`);
    const result = await resultOf(staff, path);
    expect(result).to.include({ new: 3, unchanged: 1, refused: 7 });
    const reasons = {
      5: 'two email',
      6: 'not right',
      7: 'no email',
      10: 'yes or no',
      11: 'unclear',
      12: 'future',
      13: 'does not say',
    };
    for (const [row, words] of Object.entries(reasons))
      expect(result.reasons[Number(row)], row).to.include(words);
    expect(await shop.app.subscribers.findByEmail('jan@cells.test')).to.include({ firstName: 'Jan' });
  });

  it('may hold line breaks in quoted cells, and a quote that never closes is named', async () => {
    const row = (n: number) => `"p${n}@lines.test";"Jan\nPiet";;ja;1-2-2025;"Winkel,\r\nkassa"`;
    const path = await importFile(shop, staff, `${headers}\n${row(1)}\n${row(2)}\n`);
    expect(await resultOf(staff, path)).to.include({ new: 2 });
    expect(await shop.app.subscribers.findByEmail('p1@lines.test')).to.include({ firstName: 'Jan Piet' });
    const broken = await dryRun(
      shop,
      staff,
      `${headers}\n${row(3)}\n"p4@lines.test;Jan;;ja;1-2-2025;Winkel\n`,
    );
    expect((await resultOf(staff, broken)).text)
      .to.include('After row 2')
      .and.include('quotation mark');
  });

  it('takes a date, a yes or a state in an opt-out column for a no, and an empty sign for nothing', async () => {
    const file = [
      'Email;Toestemming op;Bron;Afgemeld;Bounced',
      ...['2024-01-02', 'ja', 'afgemeld', 'Unsubscribed', '12 maart 2024'].map(
        (cell, n) => `no${n}@states.test;1-1-2025;Winkel;${cell};`,
      ),
      ...['', '-', 'nee', '0', '0000-00-00 00:00:00'].map(
        (cell, n) => `yes${n}@states.test;1-1-2025;Winkel;${cell};${cell}`,
      ),
      'hard@states.test;1-1-2025;Winkel;;bounced',
    ];
    const path = await importFile(shop, staff, file.join('\n'));
    expect(await resultOf(staff, path)).to.include({ new: 5, optOuts: 6, refused: 0 });
  });

  it('keeps a postal address only when it is complete', async () => {
    const file = [
      'Email;Straat;Huisnummer;Toevoeging;Postcode;Plaats;Toestemming op;Bron',
      'whole@post.test;Lindelaan;14;b;1234 ab;Voorstad;1-2-2025;Winkel',
      'half@post.test;Lindelaan;14;;;Voorstad;1-2-2025;Winkel',
      'nowhere@post.test;Lindelaan;;;1234 AB;Voorstad;1-2-2025;Winkel',
    ];
    await importFile(shop, staff, file.join('\n'));
    const postOf = async (email: string) => (await shop.app.subscribers.findByEmail(email))!.post;
    expect(await postOf('whole@post.test')).to.include({ street: 'Lindelaan 14 b', postcode: '1234 AB' });
    expect([await postOf('half@post.test'), await postOf('nowhere@post.test')]).to.deep.equal([null, null]);
  });

  it('A11Y-3 says at the column or field what is wrong with the form', async () => {
    const path = await upload(staff, `${headers}\na@b.test;A;B;ja;1-2-2025;Winkel`);
    const none = await confirm(staff, path, { column: '' });
    expect(none.status).to.equal(400);
    expect(none.text).to.include('href="#column-0"').and.include('Point out which column');
    const twice = await confirm(staff, path, { column: 'email' });
    expect(twice.text).to.include('id="column-1-error"');
    const half = await confirm(staff, path, { source: 'Winkel' });
    expect(half.text).to.include('State the date too').and.include('value="Winkel"');
    const future = await confirm(staff, path, { source: 'Winkel', consentAt: '2099-01-01' });
    expect(future.text).to.include('lies in the future');
    expect((await confirm(staff, path, { newsletter: 'aaaaaaaaaaaaaaaa' })).text).to.include(
      'Choose a newsletter',
    );
  });
});
