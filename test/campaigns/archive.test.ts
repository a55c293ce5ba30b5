/** The public archive when there is much in it: a page at a time, and no more from the database than the page shows. */
import { expect } from 'chai';
import type { Campaign } from '../../server/campaigns/index.ts';
import { issuesOnAPage, openCampaignsStore } from '../../server/campaigns/editing/campaigns-store.ts';
import { type AccountId, newId, type NewsletterId } from '../../server/platform/ids/index.ts';
import { openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The archive', () => {
  let shop: TestApp;
  let store: ReturnType<typeof openCampaignsStore>;

  before(async () => {
    shop = await startTestApp();
    const { id } = await openShop(shop);
    store = openCampaignsStore(shop.db);
    for (let number = 0; number < issuesOnAPage + 2; number += 1) await store.insert(issue(id, number));
    await store.insert({ ...issue(id, 100), state: 'draft' });
  });
  after(() => shop.close());

  it('CON-14 shows the newest issues first, and the older ones on a page of their own', async () => {
    const first = await subjectsAt('/archive?lang=en');
    expect(first).to.have.length(issuesOnAPage);
    expect(first[0]).to.equal('Issue 0 for reader');
    const second = await subjectsAt('/archive?lang=en&page=2');
    expect(second).to.deep.equal([
      `Issue ${issuesOnAPage} for reader`,
      `Issue ${issuesOnAPage + 1} for reader`,
    ]);
  });

  it('leads from page to page in the language that was chosen', async () => {
    const first = (await shop.visitor().get('/archive?lang=en').expect(200)).text;
    expect(first).to.include('href="/archive?page&#x3D;2&amp;lang&#x3D;en"').and.not.include('Newer');
    const second = (await shop.visitor().get('/archive?lang=en&page=2').expect(200)).text;
    expect(second).to.include('Newer').and.not.include('Older');
  });

  it('takes from the database only what the list shows', async () => {
    const [first, second] = await store.issues(1);
    expect(Object.keys(first!)).to.have.members(['id', 'newsletter', 'sentAt', 'subjects']);
    expect(first!.subjects, 'another language').to.deep.equal({ en: 'Issue 0 for {first name|reader}' });
    expect(second!.subjects, 'a language without words').to.deep.equal({ nl: 'Nummer 1' });
  });

  it('A11Y-2 has the subject of an issue as the heading of its page, and those of the text below it', async () => {
    const [{ id } = { id: '' }] = await store.issues(1);
    const page = await shop.visitor().get(`/archive/${id}`).expect(200);
    const headings = [...page.text.matchAll(/<(h\d)[^>]*>([^<]*)/g)].map(
      ([, tag, words]) => `${tag} ${words}`,
    );
    expect(headings).to.deep.equal(['h1 Issue 0 for reader', 'h2 Wreaths', 'h3 On Friday']);
  });

  async function subjectsAt(address: string): Promise<string[]> {
    const page = await shop.visitor().get(address).expect(200);
    return [...page.text.matchAll(/<a href="\/archive\/[^>]*>([^<]*)<\/a>/g)].map(([, words]) => words!);
  }

  /** Each is an hour older than the one before; the second one alone is in Dutch, and only begun in English. */
  function issue(newsletter: NewsletterId, number: number): Campaign {
    const sentAt = new Date(shop.clock().getTime() - number * 3_600_000);
    const blocks = [
      { id: newId(), kind: 'text', text: `# Wreaths\n\n## On Friday\n\n${'word '.repeat(1000)}` },
    ] as const;
    const english = { subject: `Issue ${number} for {first name|reader}`, preheader: '', blocks };
    const content =
      number === 1
        ? { nl: { ...english, subject: 'Nummer 1' }, en: { ...english, blocks: [] } }
        : { en: english };
    return {
      id: newId(),
      title: 'For staff',
      newsletter,
      state: 'sent',
      revision: 1,
      versions: [{ key: 'default', group: null, content }],
      mailing: null,
      mailings: [],
      testedRevision: null,
      request: null,
      remark: null,
      sentBy: null,
      editedBy: newId<AccountId>(),
      startsAt: sentAt,
      sentAt,
      createdAt: sentAt,
      changedAt: sentAt,
    };
  }
});
