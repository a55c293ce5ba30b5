import { expect } from 'chai';
import type { Role } from '../../server/accounts/index.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** What each role finds in its navigation, and what answers 403. */
const sees: Readonly<
  Record<Role, { readonly pages: readonly string[]; readonly closed: readonly string[] }>
> = {
  marketer: {
    pages: [
      '/staff',
      '/staff/groups',
      '/staff/interests',
      '/staff/campaigns',
      '/staff/newsletters',
      '/staff/imports',
    ],
    closed: ['/staff/people', '/staff/privacy', '/staff/accounts'],
  },
  counter: {
    pages: ['/staff', '/staff/people'],
    closed: ['/staff/campaigns', '/staff/groups', '/staff/imports', '/staff/privacy', '/staff/accounts'],
  },
  'privacy-officer': {
    pages: ['/staff', '/staff/people', '/staff/privacy'],
    closed: ['/staff/campaigns', '/staff/groups', '/staff/imports', '/staff/accounts'],
  },
  administrator: {
    pages: [
      '/staff',
      '/staff/people',
      '/staff/campaigns',
      '/staff/groups',
      '/staff/privacy',
      '/staff/accounts',
    ],
    closed: [],
  },
};

describe('somebody of the staff', () => {
  let shop: TestApp;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
  });
  after(() => shop.close());

  for (const role of Object.keys(sees) as Role[]) {
    it(`PRIV-10 logs in as ${role}, sees what belongs to it and is refused elsewhere`, async () => {
      const agent = await shop.staff(role);
      const { pages, closed } = sees[role];
      const home = await agent.get('/staff').expect(200);
      for (const page of pages) {
        expect(home.text).to.include(`<a href="${page}"`);
        await agent.get(page).expect(200);
      }
      for (const page of closed) {
        expect(home.text).not.to.include(`<a href="${page}"`);
        const refused = await agent.get(page).expect(403);
        expect(refused.text).to.include('Not allowed here').and.to.include('href="/staff/account"');
      }
      const marketerOnly = role === 'marketer';
      expect(home.text.includes('type="search"')).to.equal(!marketerOnly);
    });
  }

  it('marks the page that is open in the navigation', async () => {
    const agent = await shop.staff('administrator');
    const { text } = await agent.get('/staff/settings');
    expect(text.match(/aria-current="page"/g)).to.have.length(1);
    expect(text).to.include('<a href="/staff/settings" aria-current="page"');
  });

  it('is sent to the log-in page first, and to the page asked for after it', async () => {
    const visitor = shop.visitor();
    const asked = await visitor.get('/staff/groups').expect(303);
    expect(asked.headers['location']).to.equal('/staff/login?next=%2Fstaff%2Fgroups');
    const login = await visitor.get(asked.headers['location']!).expect(200);
    expect(login.text)
      .to.include('name="password"')
      .and.to.match(/action="\/staff\/login\?next&#x3D;%2Fstaff%2Fgroups"/);
  });

  it('logs out, and the pages are closed again', async () => {
    const agent = await shop.staff('counter');
    await agent.post('/staff/logout').expect(303);
    await agent.get('/staff/people').expect(303);
  });

  it('A11Y-4 chooses the language of the pages', async () => {
    const agent = await shop.staff('counter');
    expect((await agent.get('/staff')).headers['content-language']).to.equal('en');
    await agent.post('/staff/account').type('form').send({ name: 'Mila Vos', language: 'nl' }).expect(303);
    const dutch = await agent.get('/staff');
    expect(dutch.headers['content-language']).to.equal('nl');
    expect(dutch.text).to.include('Overzicht').and.to.include('Mila Vos').and.to.include('>MV<');
  });

  it('SEC-7 is protected from other sites on every page of the staff', async () => {
    const agent = await shop.staff('administrator');
    for (const path of [
      '/staff/logout',
      '/staff/account',
      '/staff/accounts',
      '/staff/groups',
      '/staff/login',
    ]) {
      await agent.post(path).set('Sec-Fetch-Site', 'cross-site').expect(403);
    }
    await agent.get('/staff').expect(200);
  });
});
