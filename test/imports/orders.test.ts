/** Files of orders from Shopify and WooCommerce: recognised, counted first, and only topic and date kept. */
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import {
  type Browser,
  columnsForm,
  confirm,
  dryRun,
  resultOf,
  until,
  upload,
} from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const shopifyHeaders =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,' +
  'Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,' +
  'Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,' +
  'Lineitem fulfillment status,Billing Name,Notes,Cancelled at,Vendor,Id,Source';

describe('A file of orders', function () {
  this.timeout(90_000);
  let shop: TestApp;
  let staff: Browser;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    await shop.app.interests.setProductWords([
      { word: 'rozen', topic: 'roses' },
      { word: 'TUIN-*', topic: 'garden', kind: 'sku' },
      { word: 'Bruid', topic: 'weddings', kind: 'category' },
    ]);
    staff = await shop.staff('marketer');
    for (const name of ['anna', 'bo', 'cas'])
      await addPerson(shop, {
        email: `${name}@orders.test`,
        agrees: [emailPurpose, ...(name === 'cas' ? [] : ['interests.orders'])],
      });
  });
  after(() => shop.close());

  const day = (ago: number) => dutchDay(plus(shop.clock(), -ago * DAY_MS));
  /** One row of Shopify's export, of which only the first of an order is full. */
  const line = (
    name: string,
    email: string,
    product: string,
    sku = '',
    full: Record<string, string> = {},
  ) => {
    const cells: Record<string, string> = {
      ...{
        Name: name,
        Email: email,
        'Lineitem quantity': '1',
        'Lineitem name': product,
        'Lineitem sku': sku,
      },
      ...full,
    };
    const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell}"` : cell);
    return shopifyHeaders
      .split(',')
      .map((header) => quoted(cells[header] ?? ''))
      .join(',');
  };
  const first = (ago: number, more: Record<string, string> = {}) => ({
    ...{
      'Created at': `${day(ago)} 09:58:00 +0100`,
      'Accepts Marketing': 'no',
      Notes: 'Bel aan\nbij de buren',
    },
    ...{ 'Financial Status': 'paid', ...more },
  });
  const shopify = () =>
    [
      shopifyHeaders,
      line('#1001', 'Anna@orders.test', 'Rode rozen', '', first(3)),
      line('#1001', 'Anna@orders.test', 'Klimop', 'tuin-7'),
      line('#1002', 'nobody@orders.test', 'Rode rozen', '', first(3)),
      line('#1003', 'cas@orders.test', 'Rode rozen', '', first(3)),
      line('#1004', 'bo@orders.test', 'Gieter', '', first(3)),
      line('#1005', 'bo@orders.test', 'Rozen', '', first(400)),
      line('#1006', 'bo@orders.test', 'Rozen', '', first(3, { 'Cancelled at': `${day(2)} 10:00:00 +0100` })),
      line('#1007', 'bo@orders.test', 'Rozen', '', first(3, { 'Financial Status': 'refunded' })),
      line('#1008', '', 'Rozen', '', first(3)),
      line('#1009', 'bo@orders.test', 'Rozen', '', { 'Created at': 'gisteren' }),
      '',
    ].join('\n');
  const topicsOf = async (name: string) => {
    const person = (await shop.app.subscribers.findByEmail(`${name}@orders.test`))!;
    return (await shop.app.interests.profile(person.id)).map(({ topic }) => topic).join(' ');
  };
  const signals = () => shop.db.connection.collection('signals').countDocuments();

  it('SEG-1 from Shopify is recognised, and a dry run says what would be kept and writes nothing', async () => {
    const before = await signals();
    const path = await upload(staff, shopify(), 'orders_export.csv');
    const { text, fields } = await columnsForm(staff, path);
    expect(fields.find(([name]) => name === 'kind')).to.deep.equal(['kind', 'orders']);
    const used = fields
      .filter(([name, field]) => name === 'column' && field !== '')
      .map(([, field]) => field);
    expect(used).to.have.members([
      ...['orderNumber', 'email', 'orderStatus', 'orderedAt', 'products', 'sku', 'cancelledAt'],
    ]);
    expect(text).to.include('What we keep of orders').and.not.include('name="consentAt"');
    expect((await confirm(staff, path)).status).to.equal(303);
    await shop.work();
    const dry = await resultOf(staff, path);
    // Kept, unknown (one without an address too), without consent, without a topic.
    expect([dry.new, dry.changed, dry.unchanged, dry.optOuts, dry.refused]).to.deep.equal([1, 2, 1, 1, 1]);
    expect(dry.text)
      .to.include('9 orders')
      .and.include('removed by the person: 1')
      .and.include('refunded: 2');
    expect(dry.reasons[14] ?? Object.values(dry.reasons)[0]).to.include('unclear');
    expect(await signals()).to.equal(before);
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    expect((await resultOf(staff, path)).new).to.equal(1);
    expect([await topicsOf('anna'), await topicsOf('bo'), await topicsOf('cas')]).to.deep.equal([
      'garden roses',
      '',
      '',
    ]);
    expect(await shop.app.subscribers.findByEmail('nobody@orders.test')).to.equal(null);
    expect((await staff.get('/staff/imports')).text).to.include('1 orders kept');
  });

  it('counts what is known already once, and keeps no word of it', async () => {
    const before = await signals();
    const path = await dryRun(shop, staff, shopify());
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    expect(await signals()).to.equal(before);
    const kept = JSON.stringify(await shop.db.connection.collection('signals').find().toArray());
    for (const word of ['1001', 'Rode', 'tuin-7']) expect(kept).not.to.include(word);
  });

  it('from WooCommerce as Dutch Excel saves it uses categories too', async () => {
    const rows = [
      'sep=;',
      'Order Number;Order Status;Order Date;Email (Billing);Item Name;SKU;Category;Quantity',
      `77;wc-completed;${day(4).split('-').reverse().join('-')};bo@orders.test;Boeket voor Renée;B1;Bloemen > Bruid;1`,
      `78;wc-cancelled;${day(4)};bo@orders.test;Rozen;R1;Bloemen;1`,
    ];
    const path = await dryRun(shop, staff, iconv.encode(rows.join('\r\n'), 'windows-1252'));
    await staff.post(`${path}/import`).expect(303);
    await shop.work();
    expect((await resultOf(staff, path)).new).to.equal(1);
    expect(await topicsOf('bo')).to.equal('weddings');
  });

  it('UX-4 can be stopped and resumed, and counts no order twice', async () => {
    const many = Array.from({ length: 900 }, (_, n) =>
      line(
        `#${n + 5000}`,
        n % 2 ? 'anna@orders.test' : `x${n}@orders.test`,
        'Rozen',
        '',
        first(1 + (n % 300)),
      ),
    );
    const path = await dryRun(shop, staff, [shopifyHeaders, ...many].join('\n'));
    const before = await signals();
    await staff.post(`${path}/import`).expect(303);
    const work = shop.work();
    await until(async () => (await signals()) > before);
    await staff.post(`${path}/stop`).expect(303);
    await work;
    await staff.post(`${path}/resume`);
    await shop.work();
    const done = await resultOf(staff, path);
    expect([done.new, done.changed]).to.deep.equal([450, 450]);
  });
});
