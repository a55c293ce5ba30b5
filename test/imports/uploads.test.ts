/** The uploads: who may, how large, how long they are kept, and that erasure and access reach them. */
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import request from 'supertest';
import { openImports, type Imports } from '../../server/imports/index.ts';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import { createHttp, finishHttp } from '../../server/platform/http/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import {
  type Browser,
  columnsForm,
  until,
  dryRun,
  headers,
  importFile,
  resultOf,
  upload,
} from '../support/import-file.ts';
import { startTestApp, testPassword, type TestApp } from '../support/test-app.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

const yes = (email: string) => `${email};Jan;;ja;1-1-2025;Winkel`;

describe('Uploads', () => {
  let shop: TestApp;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    staff = await shop.staff('marketer');
  });
  after(() => shop.close());

  const chunks = (db: TestDb = shop.db) => db.connection.collection('uploads.chunks').countDocuments();
  const sendFile = (content: Buffer, name: string) =>
    staff.post('/staff/imports/new').attach('file', content, name);

  it('PRIV-10 are for marketers and administrators only', async () => {
    const counter = await shop.staff('counter', 'privacy-officer');
    for (const page of ['/staff/imports', '/staff/imports/new']) {
      await counter.get(page).expect(403);
      await shop.visitor().get(page).expect(303);
    }
    const path = await upload(staff, `${headers}\n${yes('a@roles.test')}`);
    for (const page of [path, `${path}/columns`, `${path}/refused.csv`]) await counter.get(page).expect(403);
    for (const button of ['import', 'stop', 'resume', 'delete', 'columns'])
      await counter.post(`${path}/${button}`).expect(403);
    await staff.get('/staff/imports/aaaaaaaaaaaaaaaa').expect(404);
    await staff.get('/staff/imports/..%2F..').expect(404);
  });

  it('UX-5 has an empty state that says what to do first', async () => {
    const other = await startTestApp();
    const browser = await other.staff('administrator');
    expect((await browser.get('/staff/imports')).text)
      .to.include('Nothing was imported yet')
      .and.include('/staff/imports/new');
    expect((await browser.get('/staff/imports/new')).text).to.include('Make a newsletter first');
    await other.close();
  });

  it('refuses what is no text, what is empty, and no file at all', async () => {
    const before = await chunks();
    const zip = await sendFile(Buffer.from('504b030414000000', 'hex'), 'klanten.xlsx').expect(400);
    expect(zip.text).to.include('no text file');
    expect((await sendFile(Buffer.alloc(0), 'leeg.csv').expect(400)).text).to.include('empty');
    expect((await staff.post('/staff/imports/new').field('x', '1').expect(400)).text).to.include(
      'Choose a file',
    );
    expect(await chunks()).to.equal(before);
  });

  it('SEC-4 hands back refused rows with their reasons, every cell inert', async () => {
    const rows = [
      '=1+1;=HYPERLINK("http://evil.test");@SUM(1);ja;1-1-2025;+Winkel',
      yes('fine@evil.test'),
      '-2;x;y;ja;1-1-2025;Winkel',
    ];
    const path = await dryRun(shop, staff, [headers, ...rows].join('\n'));
    const { text, headers: sent } = await staff.get(`${path}/refused.csv`).expect(200);
    expect(sent['content-disposition']).to.equal('attachment; filename="refused.csv"');
    const cells = text
      .replace('\ufeff', '')
      .split(/[;\r\n]+/)
      .map((cell) => cell.replace(/^"/, ''));
    expect(cells.filter((cell) => /^[=+@\t-]/.test(cell))).to.deep.equal([]);
    expect(text)
      .to.include("'=HYPERLINK")
      .and.include('Row;Why not;E-mailadres')
      .and.not.include('fine@evil.test');
  });

  it('SEC-4 shows cells as text on the page', async () => {
    const path = await upload(
      staff,
      `E-mail;<script>alert(1)</script>\na@b.test;<img src=x onerror=alert(1)>`,
      '<b>naam</b>.csv',
    );
    const { text } = await columnsForm(staff, path);
    expect(text).not.to.match(/<script>alert|<img src=x|<b>naam/);
  });

  it('PRIV-6 are deleted after 30 days, and at once when nothing was refused', async () => {
    const kept = await importFile(shop, staff, `${headers}\n${yes('a@term.test')}\nwrong;;;ja;;`);
    const clean = await importFile(shop, staff, `${headers}\n${yes('b@term.test')}`);
    expect((await resultOf(staff, clean)).text).to.include('The file has been deleted');
    await staff.get(`${kept}/refused.csv`).expect(200);
    shop.clock.advance(31 * DAY_MS);
    await shop.work();
    staff = await shop.staff('marketer');
    await staff.get(`${kept}/refused.csv`).expect(404);
    expect(await chunks()).to.equal(0);
  });

  it('UX-5 can be deleted at once, and says before that it cannot be undone', async () => {
    const path = await dryRun(shop, staff, `${headers}\n${yes('a@button.test')}`);
    expect((await staff.get(`${path}/delete`).expect(200)).text).to.include('cannot be undone');
    await staff.post(`${path}/delete`).expect(303);
    await staff.get(path).expect(404);
    const done = await importFile(shop, staff, `${headers}\n${yes('a@button.test')}\nwrong;;;ja;;`);
    await staff.post(`${done}/delete`).expect(303);
    expect((await resultOf(staff, done)).text).to.include('The file has been deleted');
    expect(await chunks()).to.equal(0);
  });

  it('PRIV-1 PRIV-3 are found by the address of a person, in any encoding, and deleted when they are erased', async () => {
    const id = await addPerson(shop, { email: 'erase@xn--bcher-kva.test' });
    const other = await upload(staff, `${headers}\n${yes('other@person.test')}`);
    const paths = [
      await upload(staff, `${headers}\n${yes('Erase@BÜCHER.test')}`),
      await upload(
        staff,
        iconv.encode(`${headers}\n${'filler;;;;;\n'.repeat(30_000)}${yes('erase@bücher.test')}`, 'utf-16le', {
          addBOM: true,
        }),
      ),
    ];
    const { uploads } = (await shop.app.imports.holder.export(id)) as { uploads: object[] };
    expect(uploads).to.have.length(2);
    await shop.app.imports.holder.beforeErase!(id);
    for (const path of paths) await staff.get(`${path}/columns`).expect(409);
    expect((await resultOf(staff, paths[0]!)).text).to.include('The file has been deleted');
    await staff.get(`${other}/columns`).expect(200);
  });

  it('PRIV-3 an import whose file is deleted by an erasure stops and says so', async () => {
    const path = await dryRun(shop, staff, `${headers}\n${yes('a@gone.test')}`);
    await shop.db.connection.collection('uploads.chunks').deleteMany({});
    await shop.db.connection.collection('uploads.files').deleteMany({});
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    expect((await resultOf(staff, path)).text).to.include('deleted while we read it');
  });
});

describe('Uploads with a limit of 1 MB', () => {
  let shop: TestApp;
  let db: TestDb;
  let server: Server;
  let imports: Imports;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    db = await testDb();
    const log = openLog('silent');
    imports = openImports({ ...shop.app, db, clock: shop.clock, log, uploadLimit: 1024 * 1024 });
    await db.ready();
    const http = createHttp({
      log,
      publicUrl: shop.url,
      trustProxy: 0,
      production: false,
      shop: shop.app.settings.current,
    });
    http.use('/staff', shop.app.accounts.middleware).use(shop.app.accounts.routes).use(imports.routes);
    finishHttp(http, log);
    server = createServer(http).listen(0);
    await shop.app.accounts.create({
      email: 'm@voorkeur.test',
      name: 'M',
      roles: ['marketer'],
      password: testPassword,
      language: 'en',
    });
    staff = request.agent(`http://localhost:${(server.address() as AddressInfo).port}`);
    await staff
      .post('/staff/login')
      .type('form')
      .send({ email: 'm@voorkeur.test', password: testPassword })
      .expect(303);
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await db.drop();
    await shop.close();
  });

  const left = async () => ({
    chunks: await db.connection.collection('uploads.chunks').countDocuments(),
    imports: await db.connection.collection('imports').countDocuments(),
  });

  it('SEC-9 refuses a larger file with a sentence and keeps nothing of it', async () => {
    const answer = await staff
      .post('/staff/imports/new')
      .attach('file', Buffer.alloc(3 * 1024 * 1024, 'a'), 'groot.csv');
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('too large').and.include('up to 1 MB');
    expect(await left()).to.deep.equal({ chunks: 0, imports: 0 });
  });

  it('SEC-9 keeps nothing of an upload that breaks off', async () => {
    const login = { email: 'm@voorkeur.test', password: testPassword };
    const answer = await request(server).post('/staff/login').type('form').send(login).expect(303);
    const hangUp = beginUpload((server.address() as AddressInfo).port, answer.get('Set-Cookie')!.join('; '));
    await until(async () => (await left()).chunks > 0);
    expect(await left()).to.include({ imports: 1 });
    hangUp();
    await until(async () => (await left()).imports === 0);
    expect(await left()).to.deep.equal({ chunks: 0, imports: 0 });
  });
});

/** Sends the beginning of a file; answers how to hang up. */
function beginUpload(port: number, cookie: string): () => void {
  const headers = {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Content-Length': '900000',
    Cookie: cookie,
  };
  const sending = httpRequest({ port, method: 'POST', path: '/staff/imports/new', headers });
  sending.on('error', () => undefined);
  sending.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
  sending.write(Buffer.alloc(600_000, 'a'));
  return () => sending.destroy();
}
