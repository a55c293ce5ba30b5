import { join } from 'node:path';
/** What campaigns and the rooms below tell delivery while a campaign is on its way, and what is left of it years later. */
import { expect } from 'chai';
import type { NewDecision } from '../../server/consent/index.ts';
import { openDelivery } from '../../server/delivery/index.ts';
import { workOnce } from '../delivery/a-delivery.ts';
import { MINUTE_MS, plusMonths } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { makeCampaign, press, send, write } from './a-campaign.ts';

describe('A campaign on its way', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let orders: SubscriberId;
  before(async () => {
    shop = await startTestApp();
    const { id: newsletter } = await openShop(shop);
    for (let i = 0; i < 11; i += 1) await addPerson(shop, { email: `r${i}@example.org`, topics: ['roses'] });
    for (let i = 0; i < 10; i += 1) await addPerson(shop, { email: `o${i}@example.org` });
    orders = await addPerson(shop, {
      email: 'orders@example.org',
      agrees: [emailPurpose, 'interests.told', 'interests.orders'],
      topics: ['garden'],
    });
    await shop.app.interests.noteOrders(orders, [{ topic: 'roses', at: shop.clock() }]);
    const marketer = await shop.staff('marketer');
    const rule = { name: 'Rose lovers', 'what-0': 'topic:roses' };
    const made = await marketer.post('/staff/groups/new').type('form').send(rule);
    const campaign = await makeCampaign(marketer, newsletter);
    await write(marketer, campaign, 'For everybody', 'Wreaths.');
    const group = made.headers['location']!.split('/').at(-1)!;
    await write(marketer, await press(marketer, campaign, 'add-version', { group }), 'With roses', 'Roses.');
    expect(await send(marketer, campaign)).to.equal(303);
    shop.clock.advance(2 * MINUTE_MS);
  });
  after(() => shop.close());

  /** Sends what is due; each mail goes to `sending` instead of over the line. */
  const sendAll = async (sending: (to: string, subject: string) => Promise<unknown>) => {
    const { app, db, clock } = shop;
    const delivery = openDelivery({
      ...{ db, clock, log: openLog('silent'), consent: app.consent, subscribers: app.subscribers },
      stopwatch: () => 0,
      handOverDir: join(shop.dataDir, 'hand-overs'),
      sources: () => [app.campaigns.source],
      sizes: { chunk: 100, batch: 100, window: 5, batchesAtOnce: 1 },
      mailer: {
        names: ['test'],
        alignmentProblem: () => null,
        compose: ({ to, subject }) =>
          Promise.resolve({
            parts: [Buffer.from(subject)],
            envelope: { from: '', to: to.address },
            messageId: '',
          }),
        overLine: (work) =>
          work(async ({ parts, envelope }, mayLeave) => {
            mayLeave?.();
            await sending(envelope.to, parts.join(''));
            return { kind: 'accepted', reply: '250', server: 'test' };
          }),
      },
    });
    while (await workOnce(delivery));
  };

  it('CON-12 SEG-1 signals withdrawn after the freeze choose nothing, whatever else the person agrees to', async () => {
    const got = new Map<string, string>();
    let withdrawing: Promise<unknown> | null = null;
    await sendAll((to, subject) => {
      got.set(to, subject);
      return (withdrawing ??= withdrawal(shop).then((one) => shop.app.consent.record(orders, [one])));
    });
    expect(await shop.app.consent.agreedTo(orders, 'interests.told')).to.equal(true);
    const [row] = await shop.app.delivery.mailsTo(orders);
    expect(row).to.include({ outcome: 'accepted', version: 'default' });
    expect(got.get('orders@example.org')).to.equal('For everybody');
    expect([...got.values()].filter((subject) => subject === 'With roses')).to.have.length(11);
    expect(got.size).to.equal(22);
  });

  it('PRIV-6 who got it is forgotten after 24 months by the background work', async () => {
    const recipients = shop.db.connection.collection('recipients');
    await shop.work();
    expect(await recipients.countDocuments()).to.equal(22);
    shop.clock.set(plusMonths(shop.clock(), 24));
    await shop.work();
    expect(await recipients.countDocuments()).to.equal(0);
  });
});

async function withdrawal({ app, clock }: TestApp): Promise<NewDecision> {
  return {
    purpose: 'interests.orders',
    act: 'withdrawn',
    wording: null,
    language: 'nl',
    statementVersion: await app.consent.statementVersion(),
    form: null,
    page: null,
    channel: 'telephone',
    actor: { kind: 'system' },
    at: clock(),
  };
}
