/** What staff are told before a campaign goes out, and what keeps it from going. */
import { expect } from 'chai';
import type { Content } from '../../server/campaigns/content/blocks.ts';
import { findProblems } from '../../server/campaigns/content/find-problems.ts';
import { linkProblem } from '../../server/campaigns/content/link-problem.ts';
import { makeAll } from '../../server/campaigns/content/make-all.ts';
import type { Newsletter } from '../../server/campaigns/index.ts';
import type { ShopSettings } from '../../server/settings/index.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { formOf, makeCampaign, press, write } from './a-campaign.ts';

describe('Links in a campaign', () => {
  const problems = (isLive: boolean, ...links: readonly string[]) =>
    links.map((link) => linkProblem(link, isLive));

  it('MAIL-15 need a whole address, and nothing is fetched', () => {
    const good = ['https://shop.nl/a?b=c#d', 'http://shop.nl', 'mailto:hallo@shop.nl', 'tel:+31-172-000000'];
    expect(problems(true, ...good)).to.deep.equal([null, null, null, null]);
    expect(problems(true, '', ' ')).to.deep.equal(['noAddress', 'noAddress']);
    const bad = [
      'shop.nl',
      '/wreaths',
      'https://',
      'ftp://shop.nl',
      'mailto:hallo',
      'tel:call',
      'https://a b',
    ];
    expect(new Set(problems(true, ...bad))).to.deep.equal(new Set(['badLink']));
  });

  it('MAIL-15 lead to no placeholder where real readers get them', () => {
    const addresses = ['http://localhost:3000/x', 'https://example.com', 'https://www.shop.example/a'];
    const more = ['https://127.0.0.1', 'mailto:info@example.org', 'https://shop.test'];
    expect(new Set(problems(true, ...addresses, ...more))).to.deep.equal(new Set(['placeholder']));
    expect(new Set(problems(false, ...addresses, ...more))).to.deep.equal(new Set([null]));
    expect(problems(true, 'https://latest.nl', 'https://example.nl')).to.deep.equal([null, null]);
  });

  it('MAIL-15 are found in a text also where Markdown reads none', () => {
    const found = (text: string) =>
      findProblems(contentOf(text)).flatMap(({ kind, key, words }) => (kind === 'links' ? [key, words] : []));
    expect(found('See [our wreaths](https://shop.nl).')).to.deep.equal([]);
    expect(found('See [our wreaths]().')).to.deep.equal(['campaigns:problem.noAddress', 'our wreaths']);
    expect(found('[our wreaths](https://a b)')).to.deep.equal(['campaigns:problem.badLink', 'our wreaths']);
    expect(found('[our wreaths](javascript:x)')).to.deep.equal(['campaigns:problem.badLink', 'our wreaths']);
  });
});

describe('The dry run', () => {
  const newsletter = { title: { nl: 'Bloemenpost', en: 'Flower post' } } as Newsletter;
  const frame = { newsletter, shop: { name: 'Flora' } as ShopSettings, publicUrl: 'https://flora.nl' };
  const made = (nl: Content, en?: Content) =>
    makeAll({ versions: [{ key: 'default', group: null, content: { nl, ...(en && { en }) } }] }, frame);

  it('UX-1 makes every version in every language that is read', () => {
    expect(made(contentOf('Dag'))).to.include({ mails: 1 });
    const both = made(contentOf('Dag'), contentOf('Hello'));
    expect(both).to.deep.include({ mails: 2, failures: [] });
    expect(both.largestBytes).to.be.greaterThan(1000);
  });

  it('UX-1 names the place of what cannot be made', () => {
    const broken = {
      ...contentOf('Hello'),
      blocks: [...contentOf('Hello').blocks, { id: 'b', kind: 'text' }],
    };
    const { failures } = made(contentOf('Dag'), broken as Content);
    expect(failures).to.have.length(1);
    expect(failures[0]).to.include({ version: 'default', language: 'en', block: 2 });
    const [open] = made({ ...contentOf('Dag'), subject: 'Left \uE000 open' }).failures;
    expect(open).to.include({ language: 'nl', block: null });
  });
});

describe('Before a campaign goes out', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let address: string;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    const { id: newsletter } = await openShop(shop);
    staff = await shop.staff('marketer');
    for (let i = 0; i < 12; i += 1) await addPerson(shop, { email: `reader${i}@example.org` });
    for (let i = 0; i < 10; i += 1) {
      await addPerson(shop, { email: `gone${i}@example.org` });
      await shop.app.consent.suppress(`gone${i}@example.org`, 'bounced', shop.clock());
    }
    address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'De laatste plekken', 'Woorden.');
  });
  after(() => shop.close());

  it('UX-1 says how many get it, in how many versions and languages, and who cannot get it and why', async () => {
    const { text } = await staff.get(`${address}/send`).expect(200);
    expect(text).to.include('This goes to 12 people in 1 version and 1 language.');
    expect(text).to.include('Agreed, but cannot get it: 10 people.');
    expect(text).to.match(/it bounced.*: 10 people\./);
    expect(text).to.not.include('On a break');
  });

  it('SEG-6 says of too few only that they are a few, and no sum that tells them', async () => {
    const resting = await addPerson(shop, { email: 'resting@example.org' });
    await shop.app.consent.takeABreak(resting, 3, {
      ...{ channel: 'page', actor: { kind: 'subscriber' }, form: null, page: null, language: 'nl' },
      statementVersion: await shop.app.consent.statementVersion(),
      at: shop.clock(),
    });
    const { text } = await staff.get(`${address}/send`).expect(200);
    expect(text).to.include('On a break: a few (fewer than 10).').and.include('10 people.');
    expect(text).to.include('Not everybody who agreed can get it.').and.not.include('11 people');
  });

  it('MAIL-12 MAIL-14 MAIL-15 lists every check with its state', async () => {
    const { text } = await staff.get(`${address}/send`).expect(200);
    for (const title of ['Links', 'Domain', 'Dry run', 'Unsubscribe link', 'Consent', 'Sender'])
      expect(text).to.include(`<b>${title}</b><span class="unseen"> (in order)</span>`);
    expect(text)
      .to.match(/\d+ of 80 KB/)
      .and.include('(note this)');
  });

  it('UX-1 what cannot be made does not go out, and its place is named', async () => {
    const { revision } = formOf((await staff.get(address)).text);
    const campaigns = shop.db.connection.collection('campaigns');
    await campaigns.updateOne({}, { $set: { 'versions.0.content.nl.subject': 'Left \uE000 open' } });
    const refused = await staff.post(`${address}/send`).type('form').send({ revision });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.include('It did not go out').and.include('A mail cannot be made.');
    expect(refused.text).to.include('Default, Dutch</a>: This could not be made into a mail.');
    shop.clock.advance(61_000);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(0);
    await press(staff, address, 'save', { subject: 'Closed again' });
    expect((await staff.get(`${address}/send`)).text).to.include('This can go out.');
  });
});

function contentOf(text: string): Content {
  return { subject: 'Subject', preheader: 'First line', blocks: [{ id: 'a', kind: 'text', text }] };
}
