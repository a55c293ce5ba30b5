import { expect } from 'chai';
import { openStaffApp, password } from './staff-app.ts';

describe('logging in', () => {
  let staff: Awaited<ReturnType<typeof openStaffApp>>;
  before(async () => {
    staff = await openStaffApp('http://localhost:3000');
    await staff.add('mila@shop.test', 'marketer');
  });
  after(() => staff.db.drop());

  it('lets in whoever knows the password, however the address was typed', async () => {
    const { agent, answer } = await staff.logIn(' Mila@Shop.test');
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/staff');
    expect((await agent.get('/staff')).text).to.equal('Mila Vos');
  });

  it('SEC-5 answers alike for an unknown address and for a wrong password', async () => {
    const known = await staff.logIn('mila@shop.test', 'not the password');
    const unknown = await staff.logIn('nobody@shop.test', 'not the password');
    expect(known.answer.status).to.equal(400);
    expect(unknown.answer.status).to.equal(400);
    expect(unknown.answer.text.replaceAll('nobody@', 'mila@')).to.equal(known.answer.text);
    expect(unknown.answer.headers['set-cookie']).to.equal(undefined);
  });

  it('SEC-5 takes as long for an unknown address as for a known one', async () => {
    const time = async (email: string) => {
      const start = performance.now();
      await staff.logIn(email, 'not the password');
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      known.push(await time('mila@shop.test'));
      unknown.push(await time(`nobody${i}@shop.test`));
    }
    const middle = (times: number[]) => times.sort((a, b) => a - b)[2]!;
    // Hashing takes most of the time: without it the answer would come in a fraction.
    expect(middle(unknown)).to.be.greaterThan(middle(known) / 2);
    expect(middle(unknown)).to.be.lessThan(middle(known) * 3);
  });

  it('limits tries per address, known or not, and forgets them after a log-in', async () => {
    for (const email of ['often@shop.test', 'unknown@shop.test']) {
      if (email.startsWith('often')) await staff.add(email, 'counter');
      for (let i = 0; i < 10; i += 1) await staff.logIn(email, 'wrong');
      expect((await staff.logIn(email)).answer.status).to.equal(429);
    }
    await staff.add('careful@shop.test', 'counter');
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) await staff.logIn('careful@shop.test', 'wrong');
      expect((await staff.logIn('careful@shop.test')).answer.status).to.equal(303);
    }
  }).timeout(40_000);

  it('SEC-1 refuses repeated and odd parameters with the field named', async () => {
    const agent = staff.agent();
    const twice = await agent.post('/staff/login').type('form').send(`email=a&email=b&password=${password}`);
    expect(twice.status).to.equal(400);
    const odd = await agent.post('/staff/login').type('form').send('email[$ne]=&password=x');
    expect(odd.status).to.equal(400);
    expect(odd.text).to.include('email[$ne]');
  });

  it('goes on to the page that was asked for, and never to another website', async () => {
    const agent = staff.agent();
    const asked = await agent.get('/staff?x=1');
    expect(asked.status).to.equal(303);
    expect(asked.headers['location']).to.equal('/staff/login?next=%2Fstaff%3Fx%3D1');
    const to = async (next: string) => {
      const fresh = staff.agent();
      const send = { email: 'mila@shop.test', password };
      const answer = await fresh
        .post(`/staff/login?next=${encodeURIComponent(next)}`)
        .type('form')
        .send(send);
      return answer.headers['location'];
    };
    expect(await to('/staff?x=1')).to.equal('/staff?x=1');
    for (const next of ['https://evil.test', '//evil.test', '/staffevil', '/staff\\evil', '/staff/login']) {
      expect(await to(next)).to.equal('/staff');
    }
  });

  it('A11Y-3 keeps the address that was typed and links the problem to its field', async () => {
    const { answer } = await staff.logIn('mila@shop.test', 'wrong');
    expect(answer.text).to.include('value="mila@shop.test"').and.to.include('href="#email"');
    expect(answer.text).to.include('aria-invalid="true"').and.not.to.include('value="wrong"');
  });
});
