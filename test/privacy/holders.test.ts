import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('personal data', () => {
  let shop: TestApp;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
  });
  after(() => shop.close());

  it('PRIV-3 lies in no collection that is neither covered by a holder nor declared free of personal data', async () => {
    const all = (await shop.db.connection.db!.listCollections().toArray()).map(({ name }) => name);
    const declared = shop.app.holders.flatMap(({ collections, freeOfPersonalData }) => [
      ...collections,
      ...freeOfPersonalData,
    ]);
    expect(all.length).to.be.greaterThan(10);
    expect(all.filter((name) => !declared.includes(name))).to.deep.equal([]);
  });

  it('PRIV-3 has one holder a collection', () => {
    const declared = shop.app.holders.flatMap(({ collections, freeOfPersonalData }) => [
      ...collections,
      ...freeOfPersonalData,
    ]);
    expect(declared.filter((name, index) => declared.indexOf(name) !== index)).to.deep.equal([]);
    const rooms = shop.app.holders.map(({ room }) => room);
    expect(new Set(rooms).size).to.equal(rooms.length);
  });
});
