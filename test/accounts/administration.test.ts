import { expect } from 'chai';
import { openStaffApp } from './staff-app.ts';

describe('accounts of the staff', () => {
  let staff: Awaited<ReturnType<typeof openStaffApp>>;
  let chief: Awaited<ReturnType<typeof staff.logIn>>['agent'];
  let chiefId: string;
  before(async () => {
    staff = await openStaffApp('http://localhost:3000');
    chiefId = (await staff.add('chief@shop.test', 'administrator')).id;
    chief = (await staff.logIn('chief@shop.test')).agent;
  });
  after(() => staff.db.drop());

  it('are added with a first password that is shown once and works', async () => {
    const send = 'name=Bo+Kok&email=Bo%40shop.test&roles=counter&roles=marketer&language=nl';
    const answer = await chief.post('/staff/accounts').type('form').send(send).expect(200);
    const typed = /<code>([a-z2-7-]{24})<\/code>/.exec(answer.text)?.[1];
    expect((await staff.logIn('bo@shop.test', typed)).answer.status).to.equal(303);
    expect((await chief.get('/staff/accounts')).text)
      .to.include('bo@shop.test')
      .and.not.to.include(typed);
  });

  it('A11Y-3 are refused with every problem named and what was typed kept', async () => {
    const answer = await chief.post('/staff/accounts').type('form').send('name=Bo&email=bo&language=nl');
    expect(answer.status).to.equal(400);
    expect(answer.text)
      .to.include('href="#email"')
      .and.to.include('href="#roles"')
      .and.to.include('value="Bo"');
    const taken = 'name=Bo&email=chief%40shop.test&language=nl&roles=counter';
    expect((await chief.post('/staff/accounts').type('form').send(taken)).text).to.include('href="#email"');
  });

  it('SEC-8 take no fields that the form does not have, and another id is not found', async () => {
    const { id } = await staff.add('plain@shop.test', 'counter');
    await chief.post('/staff/account').type('form').send('name=Chief&language=en&roles=marketer').expect(303);
    expect((await chief.get('/staff/accounts')).status).to.equal(200);
    expect((await chief.get(`/staff/accounts/${id.replace(/./g, 'a')}`)).status).to.equal(404);
    expect((await chief.get('/staff/accounts/x')).status).to.equal(404);
  });

  it('keep the last administrator, also when two are changed at the same moment', async () => {
    const roles = (id: string) =>
      chief.post(`/staff/accounts/${id}/roles`).type('form').send('roles=counter');
    expect((await roles(chiefId)).status).to.equal(409);
    expect((await chief.post(`/staff/accounts/${chiefId}/close`)).status).to.equal(409);

    const second = await staff.add('second@shop.test', 'administrator');
    const { agent } = await staff.logIn('second@shop.test');
    const answers = await Promise.all([
      roles(chiefId),
      agent.post(`/staff/accounts/${second.id}/roles`).type('form').send('roles=counter'),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
  });
});

describe('a closed account', () => {
  let staff: Awaited<ReturnType<typeof openStaffApp>>;
  before(async () => (staff = await openStaffApp('http://localhost:3000')));
  after(() => staff.db.drop());

  it('lets nobody in, gives its address free and keeps its name with what it did', async () => {
    await staff.add('chief@shop.test', 'administrator');
    const { id } = await staff.add('gone@shop.test', 'counter');
    const { agent } = await staff.logIn('gone@shop.test');
    const { agent: chief } = await staff.logIn('chief@shop.test');
    await chief.post(`/staff/accounts/${id}/close`).expect(303);
    expect((await agent.get('/staff')).status).to.equal(303);
    expect((await staff.logIn('gone@shop.test')).answer.status).to.equal(400);
    expect((await staff.accounts.namesOf([id])).get(id)).to.equal('Mila Vos');
    await staff.add('gone@shop.test', 'counter');
  });
});
