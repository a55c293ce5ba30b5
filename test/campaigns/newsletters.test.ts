/** Newsletters: their purposes, their stable name, and the staff's page. */
import { expect } from 'chai';
import { newsletterPurpose } from '../../server/consent/index.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('Newsletters', () => {
  let shop: TestApp;

  before(async () => {
    shop = await startTestApp();
  });
  after(() => shop.close());

  it('CON-2 have one purpose per channel, by e-mail with a confirmation', async () => {
    const { id } = await shop.app.campaigns.defineNewsletter({
      slug: 'bloemenpost',
      title: { nl: 'Bloemenpost', en: 'Flower post' },
      description: { nl: '', en: '' },
      languages: ['nl'],
      channels: ['email', 'post'],
    });
    const purposes = await shop.app.consent.purposes();
    const own = purposes.filter(({ newsletter }) => newsletter === id);
    expect(own.map(({ key, needsConfirmation }) => [key, needsConfirmation])).to.have.deep.members([
      ['newsletter.bloemenpost.email', true],
      ['newsletter.bloemenpost.post', false],
    ]);
    const wording = await shop.app.consent.wording(newsletterPurpose('bloemenpost', 'post'), 'en');
    expect(wording.label).to.equal('Flower post by post');
  });

  it('MAIL-7 keep their List-Id, whatever is defined again under the slug', async () => {
    const [first] = await shop.app.campaigns.newsletters();
    expect(first!.listId).to.equal('bloemenpost.localhost');
    const again = await shop.app.campaigns.defineNewsletter({
      ...first!,
      title: { nl: 'Anders', en: 'Other' },
    });
    expect(again).to.deep.equal(first);
    expect(await shop.app.campaigns.newsletters()).to.have.length(1);
  });

  it('are added by staff, with a short name made from the title', async () => {
    const staff = await shop.staff('marketer');
    const form = {
      titleNl: 'Café & Tuin',
      descriptionNl: 'Voor buiten.',
      languages: ['nl'],
      channels: ['email'],
    };
    await staff.post('/staff/newsletters').type('form').send(form).expect(303);
    const page = await staff.get('/staff/newsletters').expect(200);
    expect(page.text).to.include('cafe-tuin');
    const added = (await shop.app.campaigns.newsletters()).find(({ slug }) => slug === 'cafe-tuin')!;
    expect(added.title).to.deep.equal({ nl: 'Café & Tuin', en: 'Café & Tuin' });
  });

  it('A11Y-3 say what is wrong with a new one and keep what was typed', async () => {
    const staff = await shop.staff('administrator');
    const taken = { titleNl: 'Nog een', slug: 'cafe-tuin', languages: ['nl'], channels: ['email'] };
    const page = await staff.post('/staff/newsletters').type('form').send(taken).expect(400);
    expect(page.text).to.include('This short name is taken').and.include('value="Nog een"');
    const empty = await staff.post('/staff/newsletters').type('form').send({}).expect(400);
    expect(empty.text)
      .to.include('href="#titleNl"')
      .and.include('href="#languages"')
      .and.include('href="#channels"');
    const odd = await staff
      .post('/staff/newsletters')
      .type('form')
      .send({ ...taken, slug: 'A B' })
      .expect(400);
    expect(odd.text).to.include('lower-case letters');
  });
});
