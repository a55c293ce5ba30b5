import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import {
  newsletterPurpose,
  openConsent,
  type Consent,
  type NewDecision,
  type SuppressionReason,
} from '../../server/consent/index.ts';
import { ConfigError } from '../../server/platform/config/index.ts';
import { newId } from '../../server/platform/ids/index.ts';
import { openSettings } from '../../server/settings/index.ts';
import { openSubscribers, type Subscribers } from '../../server/subscribers/index.ts';
import { newLedgerKey } from '../support/ledger-key.ts';
import { testClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

const byEmail = newsletterPurpose('letters', 'email');
const byPost = newsletterPurpose('letters', 'post');
const key = (id: string) => ({ id, key: randomBytes(32) });
const [old, fresh] = [key('s1'), key('s2')];

describe('A suppression', () => {
  const clock = testClock();
  let db: TestDb;
  let subscribers: Subscribers;
  let consent: Consent;

  /** The room as another process opens it, with these keys. */
  const withKeys = async (...suppressionKeys: readonly ReturnType<typeof key>[]): Promise<Consent> => {
    const again = await db.again();
    db = again;
    const journal = { append: () => Promise.resolve(() => undefined) };
    subscribers = openSubscribers({ db, clock, journal, sealKeys: suppressionKeys });
    const opened = openConsent({
      ...{ db, clock, subscribers, suppressionKeys, ledgerKey: newLedgerKey() },
      journal,
      settings: openSettings({ db, clock }),
      followers: () => [],
    });
    await db.ready();
    await opened.setUp();
    return opened;
  };

  before(async () => {
    db = await testDb();
    consent = await withKeys(old);
    for (const [purpose, channel] of [
      [byEmail, 'email'],
      [byPost, 'post'],
    ] as const) {
      const rest = { newsletter: null, needsConfirmation: false, termMonths: null };
      await consent.definePurpose({ key: purpose, channel, ...rest }, []);
    }
  });
  beforeEach(async () => {
    await db.connection.collection('suppressions').deleteMany({});
    await db.connection.collection('suppression_keys').deleteMany({});
    consent = await withKeys(old);
  });
  after(() => db.drop());

  async function reader(): Promise<{ id: Parameters<Consent['standing']>[0]; email: string }> {
    const email = `${newId()}@example.com`;
    const { id } = await db.transaction((tx) => subscribers.create({ email, language: 'nl' }, clock(), tx));
    const yes = [byEmail, byPost].map((purpose): NewDecision => ({
      ...{ purpose, act: 'given', wording: null, language: 'nl', statementVersion: 1, form: null },
      ...{ page: null, channel: 'page', actor: { kind: 'subscriber' }, at: clock() },
    }));
    await consent.record(id, yes);
    return { id, email };
  }
  async function receives(id: Parameters<Consent['standing']>[0]): Promise<readonly string[]> {
    const may = async (purpose: string) => (await consent.mayReceive([id], purpose)).get(id)?.may !== 'no';
    return [...((await may(byEmail)) ? ['email'] : []), ...((await may(byPost)) ? ['post'] : [])];
  }

  const blocked: readonly [SuppressionReason, readonly string[]][] = [
    ['erased', []],
    ['opted-out', []],
    ['complained', ['post']],
    ['bounced', ['post']],
  ];
  for (const [reason, left] of blocked) {
    it(`CON-10 for '${reason}' leaves ${left.length > 0 ? 'post' : 'nothing'}, and lifting it gives all back`, async () => {
      const { id, email } = await reader();
      const [mails, letters] = [await consent.countReceivers(byEmail), await consent.countReceivers(byPost)];
      await consent.suppress(email, reason, clock());
      expect(await receives(id)).to.deep.equal(left);
      expect(await consent.countReceivers(byEmail)).to.equal(mails - 1);
      expect(await consent.countReceivers(byPost)).to.equal(left.length > 0 ? letters : letters - 1);
      const counts = await consent.countAgreed();
      expect(counts.get(byEmail) ?? 0).to.equal(mails - 1);
      await consent.liftSuppression(email);
      expect(await receives(id)).to.deep.equal(['email', 'post']);
    });
  }

  it('CON-10 can be of post alone, for letters that came back', async () => {
    const { id, email } = await reader();
    await consent.suppress(email, 'bounced', clock(), undefined, ['post']);
    expect(await receives(id)).to.deep.equal(['email']);
    await consent.suppress(email, 'bounced', clock());
    expect(await receives(id), 'both came back').to.deep.equal([]);
  });

  it('CON-10 adds up: the heaviest reason stays, and all that any reason blocks', async () => {
    const { id, email } = await reader();
    for (const reason of ['complained', 'erased', 'bounced'] as const) {
      await consent.suppress(email, reason, clock());
    }
    expect(await consent.suppressionOf(email)).to.deep.equal({ reason: 'complained' });
    expect(await receives(id)).to.deep.equal([]);
  });

  it('CON-10 holds whoever writes the address otherwise, and nobody whose address is another one', async () => {
    await consent.suppress('Anna.Vos+tuin@Bücher.example.com', 'erased', clock());
    const same = ['anna.vos+tuin@xn--bcher-kva.example.com', ' MAILTO:ANNA.VOS+TUIN@BÜCHER.example.com '];
    const others = ['anna.vos@bücher.example.com', 'annavos+tuin@bücher.example.com'];
    for (const email of same)
      expect(await consent.suppressionOf(email), email).to.include({ reason: 'erased' });
    for (const email of others) expect(await consent.suppressionOf(email), email).to.equal(null);
    expect([...(await consent.suppressionsOf([same[0]!, others[0]!])).keys()]).to.deep.equal([same[0]]);
  });

  it('CON-10 is found under every key, and what is added to it goes under the first', async () => {
    await consent.suppress('older@example.com', 'bounced', clock());
    consent = await withKeys(fresh, old);
    expect(await consent.suppressionOf('older@example.com')).to.deep.equal({ reason: 'bounced' });
    await consent.suppress('older@example.com', 'complained', clock());
    const rows = await db.connection.collection<{ _id: string }>('suppressions').find().toArray();
    expect(rows.map(({ _id }) => _id.slice(0, 3))).to.deep.equal(['s2:']);
    expect(consent.suppressionHash('older@example.com')).to.equal(rows[0]!._id);
    consent = await withKeys(fresh);
    expect(await consent.suppressionOf('older@example.com'), 'the old key is no longer needed').to.include({
      reason: 'complained',
    });
  });

  it('CON-10 whose key is missing, or another one under the same name, refuses the start', async () => {
    await consent.suppress('gone@example.com', 'erased', clock());
    const refused = async (...keys: readonly ReturnType<typeof key>[]): Promise<string> => {
      const error = await withKeys(...keys).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(ConfigError);
      return (error as Error).message;
    };
    expect(await refused(fresh)).to.match(/^SUPPRESSION_KEYS: the key "s1" is missing/);
    expect(await refused(key('s1'))).to.match(/^SUPPRESSION_KEYS: the key "s1" is not the one/);
    const hash = consent.suppressionHash('later@example.com');
    consent = await withKeys(fresh, old);
    await consent.suppressHash(hash, 'erased', clock());
    await consent.suppressHash('s9:of-the-journal', 'erased', clock()).then(
      () => expect.fail('it was taken'),
      (error: Error) => expect(error.message).to.match(/"s9" is missing/),
    );
  });
});
