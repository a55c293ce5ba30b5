/** Accounts alone, with one page that only some roles may see: quicker than the whole program. */
import { randomBytes } from 'node:crypto';
import request from 'supertest';
import { openAccounts, type Role } from '../../server/accounts/index.ts';
import { createHttp, finishHttp } from '../../server/platform/http/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { testClock } from '../support/test-clock.ts';
import { testDb } from '../support/test-db.ts';

export const password = 'correct horse battery staple';

/** Starts it; with https it believes one proxy about that. */
export async function openStaffApp(publicUrl: string) {
  const db = await testDb();
  const clock = testClock();
  const log = openLog('silent');
  const config = { publicUrl, secretKeys: [{ id: 'k1', key: randomBytes(32) }] };
  const accounts = openAccounts({ db, clock, log, config, navigation: () => [] });
  await db.ready();
  const shop = {
    name: 'Shop',
    street: '',
    postcode: '',
    town: '',
    email: '',
    phone: '',
    website: '',
    registration: '',
    hue: 152,
  };
  const http = createHttp({
    log,
    publicUrl,
    production: false,
    trustProxy: 1,
    shop: () => Promise.resolve(shop),
  });
  http.use('/staff', accounts.middleware);
  http.use(accounts.routes);
  http.get(
    '/staff',
    accounts.requireRole('marketer', 'counter'),
    (req, res) => void res.send(accounts.current(req).name),
  );
  finishHttp(http, log);
  return {
    accounts,
    db,
    clock,
    agent: () => request.agent(http),
    add: (email: string, ...roles: Role[]) =>
      accounts.create({ email, name: 'Mila Vos', roles, password, language: 'en' }),
    logIn: async (email: string, typed = password) => {
      const agent = request.agent(http);
      const answer = await agent.post('/staff/login').type('form').send({ email, password: typed });
      return { agent, answer };
    },
  };
}
