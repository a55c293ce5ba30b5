/** Somebody goes through everything that the program does with people, is erased, and is looked for everywhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { foundIn } from '../support/any-form.ts';
import { emailPurpose, openShop } from '../support/a-shop.ts';
import { headers, importFile } from '../support/import-file.ts';
import { lastMailTo, linkIn, postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const typedAddress = 'Wilhelmina@zonnebloemstraße.example.org';
const address = 'wilhelmina@xn--zonnebloemstrae-3ib.example.org';
/** As the inbox shows it. */
const mailbox = typedAddress.toLowerCase();
const laterAddress = 'mina.kwikstaart@example.net';
const words = ['wilhelmina', 'Wilhelmiña', 'Zonnébloem', 'zonnebloem', 'zonnebloemstraße', 'kwikstaart'];
const evidence = 'Herwordsintheletter';

describe('Somebody who went through everything and was erased', function () {
  this.timeout(120_000);
  const dir = mkdtempSync(join(tmpdir(), 'voorkeur-log-'));
  const logFile = join(dir, 'log');
  const tokens = new Set<string>();
  let shop: TestApp;
  let id: SubscriberId;

  before(async () => {
    shop = await startTestApp({ LOG_LEVEL: 'trace' }, { logTo: logFile });
    await openShop(shop);
  });
  after(async () => {
    await shop.close();
    rmSync(dir, { recursive: true });
  });

  const link = async (to: string, start: string): Promise<string> => {
    const found = linkIn(shop, await lastMailTo(shop, to), start);
    tokens.add(found.slice(start.length));
    return found;
  };

  /** Where any of the words is found, in any form: collections (files are among them) and all that lies on disk. */
  async function places(wanted: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const collection of await shop.db.connection.db!.collections()) {
      const rows = (await collection.find({}, { raw: true }).toArray()) as unknown as Buffer[];
      const bytes = Buffer.concat(rows);
      for (const word of foundIn(bytes, wanted)) found.push(`${word} in ${collection.collectionName}`);
    }
    for (const entry of readdirSync(shop.dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      for (const word of foundIn(bytes, wanted)) found.push(`${word} in the file ${entry.name}`);
    }
    return found;
  }

  it('the search finds every form that it looks for', () => {
    const plain = 'Dear Wilhelmiña!';
    const bytes = Buffer.from(plain, 'utf8');
    const forms = [
      bytes,
      Buffer.from(plain.toUpperCase()),
      Buffer.from(plain, 'utf16le'),
      Buffer.from(plain, 'latin1'),
      ...['', 'x', 'xy'].map((before) => Buffer.from(Buffer.from(before + plain).toString('base64'))),
      Buffer.from(Buffer.from(`xy${plain}`).toString('base64url')),
      Buffer.from(bytes.toString('hex').toUpperCase()),
      ...[encodeURIComponent(plain), 'Wilhelmi=C3=B1a', 'wilhelmi&#xF1;a', 'wilhelmi&#241;a'].map((text) =>
        Buffer.from(text),
      ),
      Buffer.from('wilhelmi\\u00f1a'),
    ];
    for (const form of forms) expect(foundIn(form, ['Wilhelmiña']), form.toString()).to.have.length(1);
    expect(foundIn(Buffer.from('Wilhelmus'), ['Wilhelmiña'])).to.deep.equal([]);
  });

  it('PRIV-3 is known everywhere before', async () => {
    const asked = await postSignUp(shop, { email: typedAddress, firstName: 'Wilhelmiña', topic: 'roses' });
    expect(asked.status, asked.text).to.equal(303);
    await shop
      .visitor()
      .post(await link(mailbox, '/confirm/'))
      .expect(303);
    id = (await shop.app.subscribers.findByEmail(address))!.id;
    const staff = await shop.staff('administrator', 'marketer', 'privacy-officer');
    const row = `${typedAddress};Wilhelmiña;Zonnébloem;ja;1-1-2025;Winkel`;
    await importFile(shop, staff, [headers, row].join('\n'));

    const [newsletter] = await shop.app.campaigns.newsletters();
    const campaign = await makeCampaign(staff, newsletter!.id);
    await write(staff, campaign, 'Roses', 'Roses are here, come and look at them.');
    expect(await send(staff, campaign)).to.equal(303);
    shop.clock.advance(2 * MINUTE_MS);
    await link(mailbox, '/unsubscribe/');

    const note = { purposes: 'interests.told', channel: 'mail', on: '2026-01-05', evidence };
    await staff.post(`/staff/people/${id}/opt-out`).type('form').send(note).expect(303);
    await staff.get(`/staff/people?q=wilhelmina`).expect(200);

    const me = shop.visitor();
    await shop.visitor().post('/my-data').type('form').send({ email: typedAddress }).expect(303);
    await me.post(await link(mailbox, '/log-in/')).expect(303);
    const page = (await me.get('/my-data').expect(200)).text;
    const [, receipt] = /"(\/my-data\/receipts\/[a-z2-7]{16}\.json)"/.exec(page)!;
    await me.get(receipt!).expect(200);
    const post = { street: 'Kwikstaartlaan 2', postcode: '1234AB', town: 'Voorstad' };
    const profile = { firstName: 'Wilhelmiña', lastName: 'Zonnébloem', language: 'nl', ...post };
    await me.post('/my-data/profile').type('form').send(profile).expect(303);
    await me.post('/my-data/address').type('form').send({ email: laterAddress }).expect(303);
    await shop
      .visitor()
      .post(await link(laterAddress, '/confirm-address/'))
      .expect(200);
    expect((await shop.app.subscribers.get(id)).email).to.equal(laterAddress);
    // Mails that wait, and one that the old address gets as a stranger's would.
    await postSignUp(shop, { email: laterAddress, purpose: [emailPurpose, 'interests.orders'] });
    await shop.visitor().post('/my-data').type('form').send({ email: laterAddress });

    const known = await places([...words, evidence, id]);
    for (const collection of ['subscribers', 'outbox', 'pending_sign_ups', 'evidence', 'recipients'])
      expect(known.join('\n')).to.include(` in ${collection}`);
    expect(known.join('\n'), 'the journal has corrections, and nobody reads them').to.not.match(
      /(wilhelmina|kwikstaart) in the file .*jsonl/,
    );
  });

  it('PRIV-3 is found nowhere after, in no collection, file, queue or log, and in no form', async () => {
    const officer = await shop.staff('privacy-officer');
    await officer.post(`/staff/privacy/${id}/erase`).type('form').send('sure=yes&ground=asked').expect(303);
    await shop.work();
    const left = await places([...words, evidence]);
    expect(left).to.deep.equal([]);
    expect(await shop.app.consent.suppressionOf(laterAddress)).to.deep.equal({ reason: 'erased' });
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('SEC-10 was in no line of the log all the while, nor was any token', () => {
    const log = readFileSync(logFile);
    expect(log.toString(), 'it tells of requests').to.include('"page":"/confirm"');
    expect(foundIn(log, [...words, evidence])).to.deep.equal([]);
    expect(tokens.size).to.equal(4);
    for (const token of tokens) expect(log.includes(token), token).to.equal(false);
  });
});
