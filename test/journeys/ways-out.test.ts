/** Every way out, from outside: none takes more steps than the way in, and all end in the same ledger (CON-6). */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { dutchDay } from '../../server/platform/clock/index.ts';
import type { NewsletterId, SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { hiddenFields, lastMailTo, linkIn } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;

describe('The ways out', () => {
  let shop: TestApp;
  let newsletter: NewsletterId;
  let count = 0;
  const secret = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
  const [k1, k2] = [secret('k1'), secret('k2')];
  const start = (keys: string, after?: TestApp) =>
    startTestApp({ TRUST_PROXY: '1', SECRET_KEYS: keys }, after ? { after } : {});
  before(async function () {
    this.timeout(60_000);
    shop = await start(k1);
    newsletter = (await openShop(shop)).id;
  });
  after(() => shop.close());

  /** Somebody at a browser: opening a page and pressing a button is a step each; where it leads then is not. */
  const somebody = () => {
    const visitor = shop.visitor();
    const from = `10.7.0.${(count += 1) % 250}`;
    const person = {
      steps: 0,
      open: async (path: string) => {
        person.steps += 1;
        return (await visitor.get(path).redirects(3).expect(200)).text;
      },
      press: async (path: string, fields: Fields = {}) => {
        person.steps += 1;
        const sent = visitor.post(path).set('X-Forwarded-For', from).type('form').redirects(3);
        return (await sent.send(fields).expect(200)).text;
      },
    };
    return person;
  };
  type Somebody = ReturnType<typeof somebody>;
  const newReader = async (agrees = [emailPurpose]) => {
    const email = `uit${(count += 1)}@example.org`;
    return { email, id: await addPerson(shop, { email, agrees }) };
  };
  const pathOf = (url: string) => new URL(url).pathname;
  const linkOf = (kind: 'unsubscribe' | 'preferences', subscriber: SubscriberId) =>
    pathOf(shop.app.links.url(kind, { subscriber, newsletter }));
  const mailed = async (email: string, start: string) => linkIn(shop, await lastMailTo(shop, email), start);
  const isOn = (id: SubscriberId) => shop.app.consent.agreedTo(id, emailPurpose);

  const savePreferences = async (person: Somebody, link: string, purpose: readonly string[]) => {
    const { was = [], words } = hiddenFields(await person.open(link));
    await person.press(link, { do: 'save', was, words: words![0]!, purpose });
  };
  const logIn = async (person: Somebody, email: string): Promise<string> => {
    await person.open('/my-data');
    await person.press('/my-data', { email });
    const link = await mailed(email, '/log-in/');
    await person.open(link);
    return person.press(link);
  };

  /** How each way in is gone by somebody, up to the yes. */
  const waysIn = {
    form: async (person: Somebody, email: string) => {
      const { words } = hiddenFields(await person.open('/sign-up'));
      await person.press('/sign-up', { email, purpose: emailPurpose, age: 'yes', words: words![0]! });
      const link = await mailed(email, '/confirm/');
      await person.open(link);
      await person.press(link);
    },
    preferences: async (person: Somebody, _email: string, id: SubscriberId) =>
      savePreferences(person, linkOf('preferences', id), [emailPurpose]),
    'logged in': async (person: Somebody, email: string) => {
      const page = await logIn(person, email);
      await savePreferences(person, /href="(\/preferences\/[\w-]+)/.exec(page)![1]!, [emailPurpose]);
    },
  };

  /** Each way out, the way in that it is measured against, and the channel that the ledger names. */
  const waysOut: readonly {
    readonly name: string;
    readonly as: keyof typeof waysIn;
    readonly channel: string;
    readonly go: (person: Somebody, email: string, id: SubscriberId) => Promise<unknown>;
  }[] = [
    {
      ...{ name: 'the button of the mail program', as: 'form', channel: 'one-click' },
      go: (person, _email, id) =>
        person.press(linkOf('unsubscribe', id), { 'List-Unsubscribe': 'One-Click' }),
    },
    {
      ...{ name: 'the page behind the link', as: 'form', channel: 'page' },
      go: async (person, _email, id) => {
        await person.open(linkOf('unsubscribe', id));
        await person.press(linkOf('unsubscribe', id), { confirm: 'yes' });
      },
    },
    {
      ...{ name: 'the preference page', as: 'preferences', channel: 'preferences' },
      go: (person, _email, id) => savePreferences(person, linkOf('preferences', id), []),
    },
    {
      ...{ name: '‘stop everything’', as: 'preferences', channel: 'preferences' },
      go: async (person, _email, id) => {
        await person.open(linkOf('preferences', id));
        await person.press(linkOf('preferences', id), { do: 'stop' });
      },
    },
    {
      ...{ name: 'logging in', as: 'logged in', channel: 'page' },
      go: async (person, email) => {
        await logIn(person, email);
        await person.press('/my-data/withdraw', { purpose: emailPurpose });
      },
    },
    {
      ...{ name: 'the contact form', as: 'form', channel: 'contact-form' },
      go: async (person, email) => {
        await person.open('/contact');
        await person.press('/contact', { email, text: 'Stop ermee.', stop: 'yes' });
        const link = await mailed(email, '/contact/stop/');
        await person.open(link);
        await person.press(link);
      },
    },
    {
      ...{ name: 'the contact form, logged in', as: 'logged in', channel: 'contact-form' },
      go: async (person, email) => {
        await logIn(person, email);
        await person.open('/my-data/contact');
        await person.press('/my-data/contact', { text: 'Stop ermee.', stop: 'yes' });
      },
    },
  ];

  for (const { name, as, channel, go } of waysOut) {
    it(`CON-6 by ${name} take no more steps than the way in, and end in the ledger`, async () => {
      const newcomer = somebody();
      const email = `in${(count += 1)}@example.org`;
      const known = as === 'form' ? null : await addPerson(shop, { email, agrees: [] });
      await waysIn[as](newcomer, email, known!);
      const id = (await shop.app.subscribers.findByEmail(email))!.id;
      expect(await isOn(id), 'is on the list').to.equal(true);

      const leaver = somebody();
      await go(leaver, email, id);
      expect(await isOn(id), 'is off the list').to.equal(false);
      expect(leaver.steps).to.be.at.least(1).and.at.most(newcomer.steps);
      const last = (await shop.app.consent.history(id)).at(-1)!;
      expect(last).to.include({ act: 'withdrawn', purpose: emailPurpose, channel });
      expect(last.actor).to.deep.equal({ kind: 'subscriber' });
    });
  }

  it('CON-6 CON-7 by telephone, letter, mail and at the counter need one form of the staff, and end there too', async () => {
    const staff = await shop.staff('counter');
    for (const channel of ['telephone', 'letter', 'mail', 'counter'] as const) {
      const { id } = await newReader();
      const wish = { purposes: 'everything', channel, on: dutchDay(shop.clock()) };
      const form = { ...wish, evidence: 'Wil niets meer.' };
      await staff.post(`/staff/people/${id}/opt-out`).type('form').send(form).expect(303);
      expect(await isOn(id)).to.equal(false);
      expect((await shop.app.consent.history(id)).at(-1)).to.include({ act: 'withdrawn', channel });
    }
  });

  it('CON-6 leave one whole ledger, whichever way was gone', async () => {
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('LINK-5 a link works by a key that was retired, and by none that is off the list', async () => {
    const [one, other] = [await newReader(), await newReader()];
    const [first, second] = [linkOf('unsubscribe', one.id), linkOf('unsubscribe', other.id)];
    const leave = (link: string) => shop.visitor().post(link).type('form').send({ confirm: 'yes' });
    await shop.stop();
    shop = await start(`${k2},${k1}`, shop);
    await leave(first).expect(200);
    expect(await isOn(one.id)).to.equal(false);
    await shop.stop();
    shop = await start(k2, shop);
    const { text } = await leave(second).expect(404);
    expect(text).to.include('Deze link werkt niet meer');
    expect(await isOn(other.id)).to.equal(true);
    await leave(linkOf('unsubscribe', other.id)).expect(200);
  }).timeout(60_000);
});
