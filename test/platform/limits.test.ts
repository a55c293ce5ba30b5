/** How often somebody may do something. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { networkOf, openLimits } from '../../server/platform/limits/index.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

describe('platform/limits', () => {
  let db: TestDb;
  const secret = { key: randomBytes(32) };
  before(async () => {
    db = await testDb();
    openLimits(db, 'tries', secret);
    await db.ready();
  });
  after(async () => {
    // A collection that the product does not have.
    await db.connection.dropCollection('tries');
    await db.drop();
  });

  it('SEC-12 counts an IPv4 address as it is and an IPv6 address by its first 64 bits', () => {
    expect(networkOf('192.0.2.7')).to.equal('192.0.2.7');
    expect(networkOf('::ffff:192.0.2.7')).to.equal('192.0.2.7');
    expect(networkOf('2001:db8:1:2:ffff::2')).to.equal('2001:db8:1:2');
    expect(networkOf('2001:DB8:1::5')).to.equal('2001:db8:1:0');
    expect(networkOf('2001:db8::')).to.equal('2001:db8:0:0');
    expect(networkOf('::1')).to.equal('0:0:0:0');
    expect(networkOf('')).to.equal('');
  });

  it('SEC-12 counts for every process together, each by themselves, one thing apart from another', async () => {
    const [one, other] = [openLimits(db, 'tries', secret), openLimits(db, 'tries', secret)].map((limits) =>
      limits.limit('mail', 2, 60),
    );
    expect(await one!.take('anna@example.org')).to.equal(true);
    expect(await other!.take('anna@example.org')).to.equal(true);
    expect(await one!.take('anna@example.org')).to.equal(false);
    expect(await one!.take('bert@example.org')).to.equal(true);
    expect(await openLimits(db, 'tries', secret).limit('call', 1, 60).take('anna@example.org')).to.equal(
      true,
    );
  });

  it('gives one back, and forgets a count', async () => {
    const limit = openLimits(db, 'tries', secret).limit('door', 1, 60);
    await limit.take('anna');
    await limit.giveBack('anna');
    expect(await limit.take('anna')).to.equal(true);
    expect(await limit.take('anna')).to.equal(false);
    await db.transaction((tx) => limit.forget('anna', tx));
    expect(await limit.take('anna')).to.equal(true);
  });

  it('PRIV-3 keeps a keyed hash and no name', async () => {
    await openLimits(db, 'tries', secret).limit('mail', 2, 60).take('carla@example.org');
    const rows = await db.connection.collection('tries').find().toArray();
    expect(rows.length).to.be.greaterThan(0);
    expect(JSON.stringify(rows)).to.not.match(/example\.org|carla/);
  });
});
