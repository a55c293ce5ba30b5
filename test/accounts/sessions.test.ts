import { expect } from 'chai';
import { openStaffApp, password } from './staff-app.ts';

describe('sessions of the staff', () => {
  let staff: Awaited<ReturnType<typeof openStaffApp>>;
  let secure: Awaited<ReturnType<typeof openStaffApp>>;
  before(async () => {
    staff = await openStaffApp('http://localhost:3000');
    secure = await openStaffApp('https://shop.test');
    await staff.add('chief@shop.test', 'administrator', 'counter');
    await secure.add('mila@shop.test', 'marketer');
  });
  after(async () => {
    await staff.db.drop();
    await secure.db.drop();
  });

  const cookieOf = (answer: { headers: Record<string, unknown> }) =>
    String([answer.headers['set-cookie']].flat()[0]);

  it('SEC-6 sets a __Host- cookie, Secure, HttpOnly and SameSite, where the public address is https', async () => {
    const send = { email: 'mila@shop.test', password };
    const post = () => secure.agent().post('/staff/login').type('form').send(send);
    const cookie = cookieOf(await post().set('X-Forwarded-Proto', 'https'));
    expect(cookie).to.match(/^__Host-voorkeur=/);
    for (const part of ['; Secure', '; HttpOnly', '; SameSite=Lax', '; Path=/'])
      expect(cookie).to.include(part);
    expect(cookie).not.to.include('Domain').and.not.to.include('Expires');
    const overHttp = await post();
    expect(overHttp.status).to.equal(503);
    expect(overHttp.headers['set-cookie']).to.equal(undefined);
  });

  it('SEC-6 uses another cookie, not Secure, over plain http', async () => {
    await staff.add('plain@shop.test', 'counter');
    const { answer } = await staff.logIn('plain@shop.test');
    expect(cookieOf(answer))
      .to.match(/^voorkeur-dev=/)
      .and.not.to.include('Secure');
  });

  it('SEC-6 changes the session id at log-in', async () => {
    await staff.add('twice@shop.test', 'counter');
    const { agent, answer } = await staff.logIn('twice@shop.test');
    const again = await agent.post('/staff/login').type('form').send({ email: 'twice@shop.test', password });
    expect(cookieOf(again)).not.to.equal(cookieOf(answer));
    const old = await staff.agent().get('/staff').set('Cookie', cookieOf(answer).split(';')[0]!);
    expect(old.status).to.equal(303);
  });

  it('SEC-6 ends sessions when roles change', async () => {
    const { id } = await staff.add('moves@shop.test', 'counter');
    const { agent } = await staff.logIn('moves@shop.test');
    const { agent: chief } = await staff.logIn('chief@shop.test');
    expect((await agent.get('/staff')).status).to.equal(200);
    await chief.post(`/staff/accounts/${id}/roles`).type('form').send('roles=marketer').expect(303);
    expect((await agent.get('/staff')).status).to.equal(303);
  });

  it('SEC-6 ends the other sessions when the owner changes the password, which needs the present one', async () => {
    await staff.add('owner@shop.test', 'counter');
    const { agent } = await staff.logIn('owner@shop.test');
    const { agent: elsewhere } = await staff.logIn('owner@shop.test');
    const change = (present: string, wanted: string) =>
      agent.post('/staff/account/password').type('form').send({ present, password: wanted, again: wanted });
    const wrong = await change('something else', 'another fine password');
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include('id="present-error"');
    const short = await change(password, 'too short');
    expect(short.text).to.include('id="password-error"');
    await change(password, 'another fine password').expect(303);
    expect((await agent.get('/staff')).status).to.equal(200);
    expect((await elsewhere.get('/staff')).status).to.equal(303);
    expect((await staff.logIn('owner@shop.test')).answer.status).to.equal(400);
    expect((await staff.logIn('owner@shop.test', 'another fine password')).answer.status).to.equal(303);
  });

  it('ends the session at log-out', async () => {
    await staff.add('leaves@shop.test', 'counter');
    const { agent, answer } = await staff.logIn('leaves@shop.test');
    await agent.post('/staff/logout').expect(303);
    const old = await staff.agent().get('/staff').set('Cookie', cookieOf(answer).split(';')[0]!);
    expect(old.status).to.equal(303);
  });

  it('SEC-7 refuses changes that another site sends', async () => {
    const { agent } = await staff.logIn('chief@shop.test');
    const post = () => agent.post('/staff/account').type('form').send({ name: 'Evil', language: 'en' });
    expect((await post().set('Sec-Fetch-Site', 'cross-site')).status).to.equal(403);
    expect((await post().set('Origin', 'https://evil.test')).status).to.equal(403);
    expect((await post().set('Sec-Fetch-Site', 'same-origin')).status).to.equal(303);
  });

  it('sends the page and the session to no cache', async () => {
    const { agent } = await staff.logIn('chief@shop.test');
    expect((await agent.get('/staff/account')).headers['cache-control']).to.equal('no-store');
  });
});
