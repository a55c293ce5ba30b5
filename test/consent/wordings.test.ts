/** New words of a purpose: published for good, counting from a day, and asking consent again or not. */
import { expect } from 'chai';
import type { NewVersion, PurposeKey, WordingVersion } from '../../server/consent/index.ts';
import { DAY_MS, dutchDay, HOUR_MS, plus, startOfDutchDay } from '../../server/platform/clock/index.ts';
import type { Invalid } from '../../server/platform/errors/index.ts';
import { type Conflict } from '../../server/platform/errors/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openLowerRooms, type LowerRooms } from '../support/lower-rooms.ts';

describe('New words of a purpose', () => {
  let rooms: LowerRooms;
  let consent: LowerRooms['consent'];

  before(async () => {
    rooms = await openLowerRooms();
    consent = rooms.consent;
  });
  after(() => rooms.close());

  const day = (days: number) => dutchDay(plus(rooms.clock(), days * DAY_MS));
  const words = (text: string): NewVersion['wordings'] => ({
    nl: { label: `Ja, ${text}`, text: `We sturen ${text}.` },
    en: { label: `Yes, ${text}`, text: `We send ${text}.` },
  });
  const version = (text: string, change: Partial<NewVersion> = {}): NewVersion => ({
    ...{ wordings: words(text), covers: { nl: 'Brieven.', en: 'Letters.' }, termMonths: null },
    ...{ change: 'same-meaning', reason: 'Shorter.', from: day(0), by: newId(), ...change },
  });
  /** A fresh purpose with first words. */
  const aPurpose = async (): Promise<PurposeKey> => {
    const key = `newsletter.n${newId().slice(0, 6)}.email`;
    await consent.suggestPurpose(
      { key, channel: 'email', newsletter: null, needsConfirmation: false, termMonths: null },
      [],
    );
    await consent.wordings.publish(key, version('letters'));
    return key;
  };
  const agree = async (purpose: PurposeKey, hash?: string): Promise<SubscriberId> => {
    const id = await rooms.addPerson({ agrees: [] });
    await giveTo(id, purpose, hash);
    return id;
  };
  const giveTo = async (id: SubscriberId, purpose: PurposeKey, hash?: string) =>
    consent.record(id, [
      {
        ...{ purpose, act: 'given', at: rooms.clock(), language: 'nl', statementVersion: 1 },
        ...{
          wording: hash ?? (await consent.wording(purpose, 'nl')).hash,
          form: 'sign-up',
          page: '/sign-up',
        },
        ...{ channel: 'page', actor: { kind: 'subscriber' } },
      },
    ]);
  const problems = (attempt: Promise<unknown>) =>
    attempt.then(
      () => expect.fail('it went through'),
      (error: unknown) => Object.keys((error as Invalid).fields),
    );
  const refusal = (attempt: Promise<unknown>) =>
    attempt.then(
      () => expect.fail('it went through'),
      (error: unknown) => (error as Conflict).shown.key,
    );
  const ids = async (people: AsyncIterable<SubscriberId>) => {
    const all: SubscriberId[] = [];
    for await (const id of people) all.push(id);
    return all;
  };
  const everythingLapses = async () => {
    while (await consent.wordings.lapse());
  };

  it('CON-2 asks nobody under a purpose before its first words are published', async () => {
    const key = 'newsletter.quiet.email';
    const suggestion = [{ language: 'en' as const, label: 'Quiet', text: 'Words to begin with.' }];
    await consent.suggestPurpose(
      { key, channel: 'email', newsletter: null, needsConfirmation: true, termMonths: null },
      suggestion,
    );
    expect((await consent.purposes()).map((purpose) => purpose.key)).to.not.include(key);
    const known = (await consent.wordings.all()).find(({ purpose }) => purpose.key === key)!;
    expect(known.purpose.suggestion).to.deep.equal(suggestion);
    const first = await consent.wordings.publish(key, version('quiet', { reason: '', change: undefined }));
    expect(first).to.include({ number: 1, change: 'first', asksFrom: null });
    expect((await consent.wording(key, 'en')).label).to.equal('Yes, quiet');
  });

  it('CON-11 keeps the old words in force until the day of the new ones, in Amsterdam', async () => {
    const key = await aPurpose();
    const old = await consent.wording(key, 'nl');
    const planned = await consent.wordings.publish(key, version('more', { from: day(3), termMonths: null }));
    expect(planned.effectiveAt).to.deep.equal(startOfDutchDay(day(3)));
    expect(await consent.wording(key, 'nl')).to.deep.equal(old);
    rooms.clock.set(plus(planned.effectiveAt, -1));
    expect(await consent.wording(key, 'nl')).to.deep.equal(old);
    rooms.clock.advance(1);
    expect((await consent.wording(key, 'nl')).label).to.equal('Ja, more');
    expect(await consent.wordingByHash(old.hash)).to.deep.equal(old);
  });

  it('CON-11 says what is wrong with new words, and publishes none of it', async () => {
    const key = await aPurpose();
    const attempt = (change: Partial<NewVersion>, text = 'news') =>
      problems(consent.wordings.publish(key, version(text, change)));
    expect(await attempt({ from: day(-1) })).to.deep.equal(['from']);
    expect(await attempt({ from: '2026-02-30' })).to.deep.equal(['from']);
    expect(await attempt({ reason: '' })).to.deep.equal(['reason']);
    expect(await attempt({ change: undefined })).to.deep.equal(['change']);
    expect(await attempt({}, 'letters')).to.deep.equal(['labelNl']);
    expect(await attempt({ change: 'asks-again', from: day(13) })).to.deep.equal(['from']);
    const half = { nl: words('letters').nl, en: words('news').en };
    expect(await attempt({ change: 'asks-again', from: day(14), wordings: half })).to.deep.equal(['labelNl']);
    expect(
      (await consent.wordings.all()).find(({ purpose }) => purpose.key === key)!.versions,
    ).to.have.length(1);
  });

  it('CON-11 keeps data longer only where consent is asked again', async () => {
    const key = 'interests.orders';
    const longer = version('orders', { termMonths: 24 });
    expect(await problems(consent.wordings.publish(key, longer))).to.deep.equal(['termMonths']);
    await consent.wordings.publish(key, version('orders', { termMonths: 6 }));
    const [orders] = (await consent.purposes()).filter((purpose) => purpose.key === key);
    expect(orders).to.deep.include({ termMonths: 6, covers: { nl: 'Brieven.', en: 'Letters.' } });
  });

  it('CON-11 takes back words before anybody has seen them, and not later', async () => {
    const key = await aPurpose();
    const asking = await consent.wordings.publish(
      key,
      version('ads', { change: 'asks-again', from: day(20) }),
    );
    expect(await refusal(consent.wordings.publish(key, version('else')))).to.equal(
      'consent:purposes.error.planned',
    );
    await consent.wordings.withdraw(key, asking.number);
    const second = await consent.wordings.publish(
      key,
      version('ads', { change: 'asks-again', from: day(20) }),
    );
    expect(second.number).to.equal(asking.number + 1);
    rooms.clock.set(second.asksFrom!);
    expect((await consent.wordings.asking()).map(({ seal }) => seal)).to.deep.equal([second.seal]);
    expect(await refusal(consent.wordings.withdraw(key, second.number))).to.equal(
      'consent:purposes.error.tooLate',
    );
    rooms.clock.set(second.effectiveAt);
    await everythingLapses();
  });

  it('CON-11 leaves every consent under its own words where the meaning is the same', async () => {
    const key = await aPurpose();
    const id = await agree(key);
    const { hash } = await consent.wording(key, 'nl');
    await consent.wordings.publish(key, version('letters twice'));
    await everythingLapses();
    expect((await consent.standing(id)).get(key)).to.include({ agreed: true, wording: hash });
    expect(await consent.wordings.countAgreed(key)).to.deep.equal(new Map([[hash, 1]]));
  });

  describe('that ask again', () => {
    let key: PurposeKey;
    let asking: WordingVersion;
    let old: string;
    let people: Record<'yes' | 'silent' | 'left' | 'late', SubscriberId>;

    before(async () => {
      key = await aPurpose();
      old = (await consent.wording(key, 'nl')).hash;
      const [yes, silent, left] = [await agree(key), await agree(key), await agree(key)];
      asking = await consent.wordings.publish(key, version('more', { change: 'asks-again', from: day(15) }));
      rooms.clock.set(asking.asksFrom!);
      people = { yes, silent, left, late: await agree(key) };
      await rooms.decide(left, key, 'withdrawn');
      await giveTo(yes, key, asking.hashes.nl);
    });

    it('CON-11 ask whoever agreed to other words and has not answered', async () => {
      expect(await ids(consent.wordings.toBeAsked(asking))).to.have.members([people.silent, people.late]);
      expect(await ids(consent.wordings.toBeAsked(asking, asking.asksFrom!))).to.deep.equal([people.late]);
      const [asked] = await consent.wordings.askedOf(people.silent, 'en');
      expect(asked!.agreed!.hash).to.equal(old);
      expect(asked!.asked.label).to.equal('Yes, more');
      for (const id of [people.yes, people.left])
        expect(await consent.wordings.askedOf(id, 'en')).to.deep.equal([]);
    });

    it('CON-11 change nothing before their date', async () => {
      await everythingLapses();
      const answers = await consent.mayReceive(Object.values(people), key);
      expect([...answers.values()].map(({ may }) => may)).to.deep.equal([
        'default',
        'default',
        'no',
        'default',
      ]);
      expect((await consent.wording(key, 'nl')).hash).to.equal(old);
    });

    it('CON-11 stop the purpose on their date for whoever said nothing, at once and then in the ledger', async () => {
      rooms.clock.set(asking.effectiveAt);
      const answers = await consent.mayReceive(Object.values(people), key);
      expect([...answers.values()].map(({ may }) => may)).to.deep.equal(['default', 'no', 'no', 'no']);
      expect(await consent.agreedTo(people.silent, key)).to.equal(false);
      expect((await consent.history(people.silent)).at(-1)!.act).to.equal('given');
      await Promise.all([everythingLapses(), everythingLapses()]);
      const lines = (await consent.history(people.silent)).filter(({ act }) => act === 'lapsed');
      expect(lines).to.have.length(1);
      expect(lines[0]).to.deep.include({ actor: { kind: 'system' }, channel: 'system', purpose: key });
      expect(await consent.agreedTo(people.yes, key)).to.equal(true);
      expect((await consent.standing(people.yes)).get(key)!.wording).to.equal(asking.hashes.nl);
      expect((await consent.history(people.left)).map(({ act }) => act)).to.deep.equal([
        'given',
        'withdrawn',
      ]);
    });

    it('CON-11 take no yes to the old words any more, and one to the new words', async () => {
      const attempt = refusal(giveTo(people.silent, key, old));
      expect(await attempt).to.equal('consent:purposes.error.outdated');
      await giveTo(people.silent, key);
      expect(await consent.agreedTo(people.silent, key)).to.equal(true);
      rooms.clock.advance(HOUR_MS);
      await everythingLapses();
      const known = (await consent.wordings.all()).find(({ purpose }) => purpose.key === key)!;
      expect(known.versions.at(-1)!.lapsedAt).to.deep.equal(rooms.clock());
      expect(await consent.agreedTo(people.silent, key)).to.equal(true);
    });

    it('CON-4 do not disturb the ledger, and a version that was changed by hand is found', async () => {
      expect((await consent.verifyLedger()).findings).to.deep.equal([]);
      const versions = rooms.db.connection.collection('wording_versions');
      const where = `${key} ${asking.number}`;
      await versions.updateOne({ _id: where as never }, { $set: { effectiveAt: new Date(0) } });
      expect((await consent.verifyLedger()).findings).to.deep.equal([{ what: 'version-changed', where }]);
    });
  });
});
