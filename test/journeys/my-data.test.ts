/** Somebody logs in by mail, sees everything we keep of them, corrects it, takes it along and has it deleted. */
import { expect } from 'chai';
import { HOUR_MS } from '../../server/platform/clock/index.ts';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';
import { type ImportId, newId } from '../../server/platform/ids/index.ts';
import { addPerson, type APerson, emailPurpose, openShop, yesOfFile } from '../support/a-shop.ts';
import { becomeReader, lastMailTo, linkIn, mailsTo, quickest } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Visitor = ReturnType<TestApp['visitor']>;
const postPurpose = 'newsletter.bloemenpost.post';

describe('Somebody who looks at their own data', () => {
  let shop: TestApp;
  let count = 0;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp({ TRUST_PROXY: '1' });
    await openShop(shop);
  });
  after(() => shop.close());

  /** Each request comes from another network, so that their number is not limited. */
  const from = () => `10.3.${Math.floor((count += 1) / 250)}.${count % 250}`;
  const newReader = async (person: Partial<APerson> = {}) => {
    const email = `mijn${(count += 1)}@example.org`;
    const id = await addPerson(shop, { email, language: 'en', ...person });
    return { email, id };
  };
  const askLogin = (email: string) =>
    shop.visitor().post('/my-data?lang=en').set('X-Forwarded-For', from()).type('form').send({ email });
  const loginLink = async (email: string) => {
    await askLogin(email).expect(303);
    return linkIn(shop, await lastMailTo(shop, email), '/log-in/');
  };
  const logIn = async (email: string): Promise<Visitor> => {
    const visitor = shop.visitor();
    await visitor.post(await loginLink(email)).expect(303);
    return visitor;
  };
  const newLogin = async (person: Partial<APerson> = {}) => {
    const { email, id } = await newReader(person);
    return { email, id, me: await logIn(email) };
  };
  const pageOf = async (me: Visitor) => (await me.get('/my-data').expect(200)).text;
  const isIn = async (me: Visitor) => (await pageOf(me)).includes('Logged in as');
  const isAutomatic = ({ headers }: CaughtMail) => headers.some(({ value }) => value === 'auto-generated');

  describe('logs in', () => {
    it('LINK-9 LINK-1 by a link whose page only shows a button, and which works once', async () => {
      const { email } = await newReader();
      const link = await loginLink(email);
      const scanner = shop.visitor();
      for (const _ of [1, 2]) expect((await scanner.get(link).expect(200)).text).to.include('method="post"');
      await scanner.head(link).expect(200);
      expect((await scanner.get('/my-data')).text).to.not.include(email);
      const me = shop.visitor();
      await me.post(link).expect(303).expect('Location', '/my-data');
      expect(await pageOf(me)).to.include(email);
      for (const late of [shop.visitor(), me]) {
        await late.post(link).expect(404);
        expect((await late.get(`${link}?lang=en`).expect(404)).text).to.include('This link no longer works');
      }
    });

    it('LINK-9 by one of two presses at the same moment', async () => {
      const link = await loginLink((await newReader()).email);
      const answers = await Promise.all([1, 2, 3].map(() => shop.visitor().post(link)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 404, 404]);
    });

    it('LINK-9 LINK-3 within an hour, and every link that does not work gets the same page', async () => {
      const link = await loginLink((await newReader()).email);
      shop.clock.advance(HOUR_MS + 1000);
      const late = await shop.visitor().post(`${link}?lang=en`).expect(404);
      const altered = await shop.visitor().post('/log-in/altered?lang=en').expect(404);
      expect(late.text.replaceAll(link, '')).to.equal(altered.text.replaceAll('/log-in/altered', ''));
    });

    it('LINK-10 SEC-5 after the same answer, in content and time, whether or not the address is known', async () => {
      const known = [(await newReader()).email, (await newReader()).email, (await newReader()).email];
      const unknown = ['niemand1@example.org', 'niemand2@example.org', 'niemand3@example.org'];
      const [a, b] = [await quickest(known, askLogin), await quickest(unknown, askLogin)];
      expect(a.answers).to.deep.equal(b.answers);
      expect(Math.abs(a.ms - b.ms)).to.be.lessThan(100);
      for (const email of unknown) expect(await mailsTo(shop, email)).to.have.length(0);
      expect(isAutomatic(await lastMailTo(shop, known[0]!))).to.equal(true);
    });

    it('SEC-12 with at most three mails to an address a day', async () => {
      const { email } = await newReader();
      for (let times = 0; times < 4; times += 1) await askLogin(email).expect(303);
      expect(await mailsTo(shop, email)).to.have.length(3);
    });

    it('LINK-11 from the preference page, by a mail to the known address and to no other', async () => {
      const { email, id } = await newReader();
      const link = `/preferences/${shop.app.links.sign('preferences', { subscriber: id })}`;
      expect((await shop.visitor().get(`${link}?lang=en`)).text).to.include(
        'See, download or delete my data',
      );
      const stranger = shop.visitor();
      const sent = await stranger
        .post(`${link}/log-in`)
        .set('X-Forwarded-For', from())
        .type('form')
        .send({ email: 'stranger@example.org' })
        .expect(303);
      expect((await stranger.get(sent.headers['location']!)).status).to.equal(200);
      expect(await isIn(stranger)).to.equal(false);
      expect(await mailsTo(shop, 'stranger@example.org')).to.have.length(0);
      const mail = await lastMailTo(shop, email);
      expect(linkIn(shop, mail, '/log-in/')).to.match(/^\/log-in\//);
      await shop.visitor().post('/preferences/altered/log-in').expect(404);
    });

    it('SEC-6 under a new session id, with a cookie of its own that no other page gets', async () => {
      const { email } = await newReader();
      const visitor = shop.visitor();
      for (const path of ['/', '/my-data', '/preferences']) {
        expect((await visitor.get(path)).headers['set-cookie'], path).to.equal(undefined);
      }
      const cookie = async (me: Visitor) =>
        String((await me.post(await loginLink(email)).expect(303)).headers['set-cookie']);
      const [first, second] = [await cookie(visitor), await cookie(visitor)];
      expect(first)
        .to.match(/^voorkeur-me-dev=/)
        .and.include('HttpOnly')
        .and.include('SameSite=Lax');
      expect(second.split(';')[0]).to.not.equal(first.split(';')[0]);
      const old = await shop.visitor().get('/my-data').set('Cookie', first.split(';')[0]!);
      expect(old.text).to.not.include(email);
      const staff = await shop.visitor().get('/staff').set('Cookie', second.split(';')[0]!);
      expect(staff.status, 'the staff’s pages do not know it').to.equal(303);
    });

    it('SEC-6 with a __Host- cookie that is Secure, where the public address is https', async function () {
      this.timeout(60_000);
      const secure = await startTestApp({ TRUST_PROXY: '1', PUBLIC_URL: 'https://shop.test' });
      try {
        await openShop(secure);
        const email = 'veilig@example.org';
        await addPerson(secure, { email });
        await secure.visitor().post('/my-data').type('form').send({ email }).expect(303);
        const { text } = await lastMailTo(secure, email);
        const link = /https:\/\/shop\.test(\/log-in\/[\w-]+)/.exec(text)![1]!;
        await secure.visitor().post(link).expect(503);
        const { headers } = await secure.visitor().post(link).set('X-Forwarded-Proto', 'https').expect(303);
        const cookie = String(headers['set-cookie']);
        expect(cookie)
          .to.match(/^__Host-voorkeur-me=/)
          .and.include('; Secure')
          .and.include('; HttpOnly');
        expect(cookie).to.include('; Path=/').and.not.include('Domain').and.not.include('Expires');
      } finally {
        await secure.close();
      }
    });

    it('SEC-6 for half an hour after the last page', async () => {
      const { id, me } = await newLogin();
      const sessions = shop.db.connection.collection('subscriber_sessions');
      const [row] = await sessions.find({ 'session.subscriber': id }).toArray();
      const minutes = ((row!['expires'] as Date).getTime() - Date.now()) / 60_000;
      expect(minutes).to.be.within(29, 30.1);
      await sessions.updateOne({ _id: row!._id }, { $set: { expires: new Date(0) } });
      expect(await isIn(me)).to.equal(false);
      await me.post('/my-data/stop').expect(303).expect('Location', '/my-data?notice=ended');
    });

    it('SEC-6 and out again, after which the session opens nothing', async () => {
      const { me } = await newLogin();
      const kept = String((await me.get('/my-data')).request.get('Cookie'));
      await me.post('/my-data/log-out').expect(303);
      const again = await shop.visitor().get('/my-data').set('Cookie', kept);
      expect(again.text).to.not.include('Logged in as');
    });

    it('PRIV-6 and counts as active by it', async () => {
      const { email } = await newLogin();
      expect((await shop.app.subscribers.findByEmail(email))!.lastActivity).to.equal('login');
    });
  });

  describe('sees and takes along', () => {
    it('PRIV-1 CON-3 everything on a page, with the exact words and the history', async () => {
      const { email, me } = await newLogin({ firstName: 'Anneke', topics: ['roses'] });
      const words = await shop.app.consent.wording(emailPurpose, 'en');
      const text = await pageOf(me);
      for (const part of [email, 'Anneke', 'Roses', 'You agreed on', words.text])
        expect(text).to.include(part);
      expect(text.match(/class="given"/g)).to.have.length(4);
      expect(text).to.include('<details').and.not.include('<script');
    });

    it('CON-3 the yes that a file brought as one, and as the two lines that it was before', async () => {
      const { id, me } = await newLogin({ agrees: [] });
      const run = newId<ImportId>();
      await shop.app.consent.record(id, [yesOfFile('confirmed', shop.clock(), run)]);
      expect(await pageOf(me))
        .to.include('You agreed: ')
        .and.not.include('You confirmed: ');
      const { id: before, me: long } = await newLogin({ agrees: [] });
      const lines = (['given', 'confirmed'] as const).map((act) => yesOfFile(act, shop.clock(), run));
      await shop.app.consent.record(before, lines);
      expect(await pageOf(long))
        .to.include('You agreed: ')
        .and.include('You confirmed: ');
    });

    it('PRIV-1 everything as one JSON file', async () => {
      const { email, me } = await newLogin();
      const { body, headers } = await me.get('/my-data/copy.json').expect(200);
      expect(headers['content-disposition']).to.equal('attachment; filename=my-data.json');
      expect(headers['cache-control']).to.equal('no-store');
      expect(body.rooms.subscribers.person.email).to.equal(email);
      expect(body.rooms.consent.decisions).to.have.length(2);
      expect(body.wordings[0].text).to.be.a('string');
    });

    it('CON-5 a receipt of each decision, which our page finds genuine', async () => {
      const { me } = await newLogin();
      const receipts = [...(await pageOf(me)).matchAll(/"(\/my-data\/receipts\/[a-z2-7]{16}\.json)"/g)];
      expect(receipts).to.have.length(2);
      for (const [, path] of receipts) {
        const { body } = await me.get(path!).expect(200);
        expect(body.kind).to.equal('voorkeur-receipt');
        const checked = await shop.visitor().post('/receipt?lang=en').field('receipt', JSON.stringify(body));
        expect(checked.text).to.include('This receipt is genuine');
      }
      const { me: other } = await newLogin();
      await other.get(receipts[0]![1]!).expect(404);
    });

    it('SEC-8 nothing without being logged in', async () => {
      for (const path of ['copy.json', 'delete', 'receipts/aaaaaaaaaaaaaaaa.json']) {
        await shop.visitor().get(`/my-data/${path}`).expect(303).expect('Location', '/my-data?notice=ended');
      }
      for (const path of ['withdraw', 'stop', 'profile', 'address', 'delete']) {
        await shop.visitor().post(`/my-data/${path}`).expect(303).expect('Location', '/my-data?notice=ended');
      }
    });
  });

  describe('changes things', () => {
    it('CON-6 stops by one press, as saying yes was one', async () => {
      const { id, me } = await newLogin();
      const answer = await me
        .post('/my-data/withdraw')
        .type('form')
        .send({ purpose: emailPurpose })
        .expect(303);
      expect((await me.get(answer.headers['location']!)).text).to.include('Stopped. It counts from now on.');
      const last = (await shop.app.consent.history(id)).at(-1)!;
      expect(last).to.include({ act: 'withdrawn', form: 'my-data', channel: 'page' });
      await me.post('/my-data/withdraw').type('form').send({ purpose: emailPurpose }).expect(303);
      expect(await shop.app.consent.history(id), 'a second press adds nothing').to.have.length(3);
    });

    it('takes a break, chooses how often, removes a topic and objects, each by one press', async () => {
      const { id, me } = await newLogin({ topics: ['roses', 'garden'] });
      const press = async (path: string, fields: object = {}) => {
        const answer = await me.post(`/my-data/${path}`).type('form').send(fields).expect(303);
        return (await me.get(answer.headers['location']!).expect(200)).text;
      };
      expect(await press('pause', { months: '1' }))
        .to.include('You took a break')
        .and.include('Start again now');
      expect(await press('resume')).to.include('Your break is over.');
      expect(await press('frequency', { frequency: 'seasonal' })).to.match(/value="seasonal" checked/);
      expect(await press('interests', { remove: 'garden' })).to.not.include('<b>Garden</b>');
      expect(await press('object')).to.include('You get the same as everybody.');
      expect(await shop.app.interests.profile(id)).to.deep.equal([]);
      const acts = (await shop.app.consent.history(id)).map(({ act }) => act);
      expect(acts.slice(-3)).to.deep.equal(['paused', 'resumed', 'objected']);
    });

    it('CON-16 stops everything at once', async () => {
      const { id, me } = await newLogin({ topics: ['roses'] });
      await me.post('/my-data/stop').expect(303);
      const standing = await shop.app.consent.standing(id);
      expect([...standing.values()].some(({ agreed }) => agreed)).to.equal(false);
    });

    it('SEC-7 only from our own pages', async () => {
      const { id, me } = await newLogin();
      for (const path of ['stop', 'withdraw', 'pause', 'object', 'profile', 'address', 'delete', 'log-out']) {
        await me.post(`/my-data/${path}`).set('Sec-Fetch-Site', 'cross-site').expect(403);
        await me.post(`/my-data/${path}`).set('Origin', 'https://evil.example').expect(403);
      }
      await shop.visitor().post('/log-in/any').set('Sec-Fetch-Site', 'cross-site').expect(403);
      expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(true);
      expect(await isIn(me)).to.equal(true);
    });

    it('PRIV-2 name, language and postal address', async () => {
      const { email, me } = await newLogin();
      const typed = { firstName: 'Anne', lastName: 'Vis', language: 'nl' };
      const address = { street: 'Kerkweg 2', postcode: '1234ab', town: 'Voorstad' };
      const save = (fields: object) => me.post('/my-data/profile').type('form').send(fields);
      await save({ ...typed, ...address }).expect(303);
      const person = (await shop.app.subscribers.findByEmail(email))!;
      expect(person).to.deep.include({ ...typed, post: { ...address, postcode: '1234 AB', country: 'NL' } });
      expect(await pageOf(me)).to.include('Ingelogd als');
      const half = await save({ ...typed, ...address, town: '' }).expect(400);
      expect(half.text).to.include('href="#town"').and.include('value="Kerkweg 2"');
      await save(typed).expect(303);
      expect((await shop.app.subscribers.get(person.id)).post).to.equal(null);
    });

    it('PRIV-2 keeps a postal address for as long as post is sent to it', async () => {
      const { me } = await newLogin({ agrees: [emailPurpose, postPurpose] });
      await me.post('/my-data/profile').type('form').send({ language: 'en' }).expect(400);
    });
  });

  describe('changes the e-mail address', () => {
    const ask = (me: Visitor, email: string) =>
      me.post('/my-data/address').set('X-Forwarded-For', from()).type('form').send({ email });

    it('PRIV-2 by a link to the new one, with a notice to the old one', async () => {
      const { email, me } = await newLogin();
      const wanted = `Nieuw${email}`;
      await ask(me, wanted).expect(303);
      const now = wanted.toLowerCase();
      const link = linkIn(shop, await lastMailTo(shop, now), '/confirm-address/');
      const notice = await lastMailTo(shop, email);
      expect(notice.subject).to.include('Changing your address');
      expect(notice.text).to.not.include(now);
      await shop.visitor().get(link).expect(200);
      expect(await shop.app.subscribers.findByEmail(now), 'the page alone changes nothing').to.equal(null);
      const old = (await shop.app.subscribers.findByEmail(email))!;
      await shop.visitor().post(link).expect(200);
      expect((await shop.app.subscribers.findByEmail(now))!.id).to.equal(old.id);
      expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
      expect(await pageOf(me)).to.include(now);
      await shop.visitor().post(link).expect(404);
      expect(await shop.app.consent.agreedTo(old.id, emailPurpose)).to.equal(true);
    });

    it('SEC-5 and learns nothing of a known address: that is refused by a mail to it', async () => {
      const { email: theirs } = await newReader();
      const { email, me } = await newLogin();
      const [known, fresh] = [await ask(me, theirs), await ask(me, `vers${email}`)];
      expect([known.status, known.headers['location'], known.text]).to.deep.equal([
        fresh.status,
        fresh.headers['location'],
        fresh.text,
      ]);
      const refused = await lastMailTo(shop, theirs);
      expect(refused.subject).to.include('We know this address already');
      expect(refused.text).to.not.include('/confirm-address/').and.not.include(email);
      expect((await shop.app.subscribers.findByEmail(theirs))!.email).to.equal(theirs);
    });

    it('PRIV-2 not to one that somebody else got meanwhile', async () => {
      const { email, me } = await newLogin();
      const wanted = `begeerd${email}`;
      await ask(me, wanted).expect(303);
      const link = linkIn(shop, await lastMailTo(shop, wanted), '/confirm-address/');
      await becomeReader(shop, wanted);
      await shop.visitor().post(link).expect(404);
      expect(await shop.app.subscribers.findByEmail(email)).to.not.equal(null);
    });

    it('LINK-9 within 72 hours', async () => {
      const { email, me } = await newLogin();
      await ask(me, `laat${email}`).expect(303);
      const link = linkIn(shop, await lastMailTo(shop, `laat${email}`), '/confirm-address/');
      shop.clock.advance(72 * HOUR_MS + 1000);
      await shop.visitor().post(link).expect(404);
    });

    it('CON-10 and stays blocked after a complaint', async () => {
      const { email, id, me } = await newLogin();
      await ask(me, `ander${email}`).expect(303);
      const link = linkIn(shop, await lastMailTo(shop, `ander${email}`), '/confirm-address/');
      await shop.app.consent.suppress(email, 'complained', shop.clock());
      await shop.visitor().post(link).expect(200);
      expect((await shop.app.consent.mayReceive([id], emailPurpose)).get(id)?.may).to.equal('no');
    });

    it('A11Y-3 and is told at the field what is wrong', async () => {
      const { email, me } = await newLogin();
      for (const wrong of ['no address', email]) {
        const { text } = await ask(me, wrong).expect(400);
        expect(text).to.include('<a href="#email">').and.include('aria-invalid="true"');
      }
    });
  });

  describe('has everything deleted', () => {
    it('UX-5 PRIV-3 after a page that says what happens, and that it cannot be undone', async () => {
      const { email, id, me } = await newLogin({ firstName: 'Weggaande', topics: ['roses'] });
      const elsewhere = await logIn(email);
      await me
        .post('/my-data/address')
        .set('X-Forwarded-For', from())
        .type('form')
        .send({ email: `x${email}` });
      const link = linkIn(shop, await lastMailTo(shop, `x${email}`), '/confirm-address/');
      const asked = await me.get('/my-data/delete').expect(200);
      expect(asked.text).to.include('This cannot be undone').and.include('five years').and.include(email);
      expect(await shop.app.subscribers.find(id), 'the page alone changes nothing').to.not.equal(null);
      const answer = await me.post('/my-data/delete').expect(303);
      expect((await me.get(`${answer.headers['location']}?lang=en`)).text).to.include(
        'Everything is deleted',
      );
      for (const collection of await shop.db.connection.db!.collections()) {
        const text = JSON.stringify(await collection.find().toArray());
        for (const part of [id, email, 'Weggaande']) {
          expect(text.includes(part), `${part} in ${collection.collectionName}`).to.equal(false);
        }
      }
      expect(await isIn(me)).to.equal(false);
      expect(await isIn(elsewhere)).to.equal(false);
      await shop.visitor().post(link).expect(404);
      expect(await shop.app.consent.suppressionOf(email)).to.deep.equal({ reason: 'erased' });
      const verification = await shop.app.consent.verifyLedger();
      expect(verification.findings).to.deep.equal([]);
    });
  });
});
