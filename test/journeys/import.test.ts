/** A marketer imports the demo's customers, bad rows included, and the proof of each consent is found on the card. */
import { expect } from 'chai';
import { customersCsv } from '../../scripts/demo/customers.ts';
import { emailPurpose, openShop } from '../support/a-shop.ts';
import { type Browser, columnsForm, confirm, resultOf, upload } from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('A marketer who imports customers', function () {
  this.timeout(120_000);
  let shop: TestApp;
  let marketer: Browser;
  let path: string;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    await shop.app.interests.setProductWords([
      { word: 'rozen', topic: 'roses' },
      { word: 'bruid', topic: 'weddings' },
      { word: 'trouw', topic: 'weddings' },
      { word: 'tuin', topic: 'garden' },
      { word: 'plant', topic: 'garden' },
    ]);
    marketer = await shop.staff('marketer');
  });
  after(() => shop.close());

  it('uploads the file and sees every column recognised, with é right', async () => {
    path = await upload(marketer, customersCsv(shop.clock()), 'klanten.csv');
    const { text, fields } = await columnsForm(marketer, path);
    expect(text).to.include('André').and.include('E-mailadres');
    const columns = fields.filter(([name]) => name === 'column').map(([, field]) => field);
    expect(columns).to.have.length(14).and.not.include('');
  });

  it('sees what would happen, and downloads the rows that are refused', async () => {
    expect((await confirm(marketer, path)).status).to.equal(303);
    await shop.work();
    const dry = await resultOf(marketer, path);
    expect(dry).to.include({ new: 373, optOuts: 12, refused: 15 });
    expect(dry.text).to.include('Nothing has been stored yet').and.include('Flower post');
    const { text } = await marketer.get(`${path}/refused.csv`).expect(200);
    expect(text.trim().split('\r\n')).to.have.length(16);
    expect(await shop.app.subscribers.count()).to.equal(0);
  });

  it('imports them, and the result is what was said', async () => {
    await marketer.post(`${path}/import`).expect(303);
    await shop.work();
    expect(await resultOf(marketer, path)).to.include({ new: 373, optOuts: 12, refused: 15 });
    expect(await shop.app.consent.countReceivers(emailPurpose)).to.equal(373);
    const { text } = await marketer.get('/staff/imports').expect(200);
    expect(text.slice(text.indexOf('<tbody>'), text.indexOf('</tbody>'))).to.include('373 new');
  });

  it('can make groups of them that are large enough', async () => {
    for (const topic of ['roses', 'weddings', 'garden']) {
      const found = new Set<string>();
      for await (const id of shop.app.interests.interestedIn(topic)) found.add(id);
      expect(found.size, topic).to.be.at.least(50);
    }
  });

  it('finds proof on the card of each: where, when, and that it was no box of ours', async () => {
    const counter = await shop.staff('counter');
    const { id } = (await shop.app.subscribers.findByEmail('andre.vandenberg.1@post.test'))!;
    const { text } = await counter.get(`/staff/people/${id}`).expect(200);
    expect(text).to.include('Kaartje in de winkel').and.include('klanten.csv');
  });
});
