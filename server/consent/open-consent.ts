/** Puts the room together. */
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, PersonalDataHolder, Tx } from '../platform/db/index.ts';
import { Router } from '../platform/http/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { DecisionId, ImportId, SubscriberId } from '../platform/ids/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import type { Frequency } from './frequency.ts';
import { type Figures, openFigures } from './figures/open-figures.ts';
import { openLedgerStore } from './ledger/ledger-store.ts';
import type { Asked } from './ledger/receivers-store.ts';
import { mayReceive, mayReceiveService, type Receiving } from './may-receive.ts';
import { openLedgerKey } from './proof/ledger-key.ts';
import { makeReceipt, type Receipt } from './proof/receipt.ts';
import type { LedgerRoot } from './proof/root.ts';
import { type Alongside, publishDailyRoot } from './publish-root.ts';
import { openPurposesStore } from './purposes-store.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { gatherRecordings, recordDecisions, type RecordContext } from './record-decision.ts';
import { journalAgain, recordMany } from './record-many.ts';
import { replayDecisions, type Replayed } from './replay-decisions.ts';
import { type JournalRoot, type ReplayedRoots, replayRoots } from './replay-roots.ts';
import { openRootsStore } from './roots-store.ts';
import { salesSince } from './sales-since.ts';
import { standardPurposes } from './standard-purposes.ts';
import { pausedUntil } from './standing.ts';
import { objectToProfiling, stopEverything, type StopHow, stopNewsletters } from './stop-everything.ts';
import { openStatements } from './statements/open-statements.ts';
import type { Statement } from './statements/statement.ts';
import type { Statements } from './statements/statements.ts';
import { openSuppressions, type Suppressions } from './suppressions.ts';
import type { NewPurpose } from './purposes/define-purpose.ts';
import { openPurposes, type Wordings } from './purposes/open-purposes.ts';
import { openVersionsStore } from './purposes/versions-store.ts';
import { type BreakMonths, startAgain, takeABreak } from './take-a-break.ts';
import { type Verification, verifyLedger } from './verify-ledger.ts';
import type { NewWording } from './wordings.ts';
import type {
  Answers,
  Decision,
  DecisionFollower,
  NewDecision,
  PersonsWish,
  Proof,
  Purpose,
  PurposeKey,
  Standing,
  Wording,
} from './words.ts';

export interface Consent extends Omit<Suppressions, 'collection' | 'keyCollection' | 'checkKeys'> {
  /**
   * Defines the purposes that every shop has; to be called once the database is ready. A ConfigError where the keys of
   * the blocked addresses are missing or wrong (CON-10).
   */
  setUp(): Promise<void>;
  /** Defines a purpose and publishes its first words; one that has words keeps them. */
  definePurpose(purpose: NewPurpose, wordings: readonly NewWording[]): Promise<void>;
  /** Defines a purpose that nobody is asked for before staff publish its words, with words to begin with. */
  suggestPurpose(purpose: NewPurpose, suggestion: readonly NewWording[]): Promise<void>;
  /** The purposes that are asked for: those with words in force. */
  purposes(): Promise<readonly Purpose[]>;
  readonly wordings: Wordings;
  /** The words in force; NotFound for a purpose without words in that language. */
  wording(purpose: PurposeKey, language: Language): Promise<Wording>;
  wordingByHash(hash: string): Promise<Wording | null>;
  /** The number of the privacy statement in force, for a decision made now: its text is fixed from then on (CON-3). */
  statementVersion(): Promise<number>;
  /** Fixes the text of the version that a form showed, because somebody sends the form. */
  fixStatement(version: number): Promise<void>;
  /** The statement in force. */
  statement(language: Language): Promise<Statement>;
  /** Every version, and the draft of the next. */
  readonly statements: Statements;
  /** Journal first, then `alongside`, ledger, standing, followers and `afterwards` in one transaction. */
  record(
    subscriber: SubscriberId,
    decisions: readonly NewDecision[],
    alongside?: (tx: Tx) => Promise<void>,
    afterwards?: (tx: Tx) => Promise<void>,
  ): Promise<readonly Decision[]>;
  /**
   * The decisions of many people, nobody twice, in a transaction that is under way. The journal has each no before the
   * commit and each yes right after it.
   */
  recordMany(people: readonly PersonsWish[], tx: Tx): Promise<void>;
  /** Puts into the journal again what an import recorded of these people; twice is as good as once. */
  journalAgain(people: readonly SubscriberId[], by: ImportId): Promise<void>;
  /** Records what the journal has and the ledger has not; doing it again changes nothing (PRIV-7). */
  replay(decisions: readonly Decision[]): Promise<Replayed>;
  standing(subscriber: SubscriberId): Promise<Standing>;
  /** What these people have answered, by two queries; who never decided anything is missing. */
  answersOf(subscribers: readonly SubscriberId[], tx?: Tx): Promise<ReadonlyMap<SubscriberId, Answers>>;
  /** What shows these decisions, by two queries; one that nothing shows is missing. */
  proofsOf(decisions: readonly DecisionId[]): Promise<ReadonlyMap<DecisionId, Proof>>;
  /** The person's ledger, oldest line first. */
  history(subscriber: SubscriberId): Promise<readonly Decision[]>;
  /** Signed proof of one of the person's own decisions, for them to keep; null for any other (CON-5). */
  receipt(subscriber: SubscriberId, decision: DecisionId): Promise<Receipt | null>;
  agreedTo(subscriber: SubscriberId, purpose: PurposeKey, tx?: Tx): Promise<boolean>;
  /** Who of them agrees, each with the term in months of the words that they agreed to (null: until they change it). */
  agreedTerms(
    subscribers: readonly SubscriberId[],
    purpose: PurposeKey,
    tx?: Tx,
  ): Promise<ReadonlyMap<SubscriberId, number | null>>;
  /** Since when a sale lets a customer get what they did not ask for; null where the shop does not do that (CON-8). */
  salesSince(): Promise<Date | null>;
  /**
   * An answer for each of them, by one query; with what they said, unless that is not asked for. Null is a service mail:
   * only who is suppressed does not receive it.
   */
  mayReceive(
    subscribers: readonly SubscriberId[],
    purpose: PurposeKey | null,
    what?: Asked,
  ): Promise<Map<SubscriberId, Receiving>>;
  /** What each of these people agreed to, by one query; without what takes a break or must not be written to. */
  agreedAmong(
    subscribers: readonly SubscriberId[],
    tx?: Tx,
  ): Promise<ReadonlyMap<SubscriberId, readonly PurposeKey[]>>;
  /** Everybody to whom a service mail may go. */
  mailable(): AsyncIterable<SubscriberId>;
  countMailable(): Promise<number>;
  /** Everybody to whom mails may go under it now. */
  receivers(purpose: PurposeKey): AsyncIterable<SubscriberId>;
  countReceivers(purpose: PurposeKey): Promise<number>;
  countAgreed(): Promise<ReadonlyMap<PurposeKey, number>>;
  /** How many people agreed to it, and nothing may be sent to their address. */
  countBlocked(purpose: PurposeKey): Promise<number>;
  /** How many people agreed to it and take a break now. */
  countPaused(purpose: PurposeKey): Promise<number>;
  /** How many who agreed to it and take no break want fewer mails. */
  countLessOften(purpose: PurposeKey): Promise<number>;
  /** How often the person wants newsletters by e-mail. */
  frequency(subscriber: SubscriberId): Promise<Frequency>;
  setFrequency(subscriber: SubscriberId, frequency: Frequency): Promise<void>;
  /** Pauses all newsletters for some months; until when, or null where there is none to pause. */
  takeABreak(subscriber: SubscriberId, months: BreakMonths, how: StopHow): Promise<Date | null>;
  /** Ends the break at once; false where there was none. */
  startAgain(subscriber: SubscriberId, how: StopHow): Promise<boolean>;
  /** Until when the person takes a break; null when they take none. */
  pausedUntil(subscriber: SubscriberId): Promise<Date | null>;
  /** Withdraws everything that stands; answers how many purposes that were (CON-16). */
  stopEverything(subscriber: SubscriberId, how: StopHow): Promise<number>;
  /** Withdraws all that stands and is sent by e-mail or by post, and nothing else; answers how many those were. */
  stopNewsletters(subscriber: SubscriberId, how: StopHow): Promise<number>;
  /** Objects to every use of interests that stands; answers how many those were (CON-12). */
  objectToProfiling(subscriber: SubscriberId, how: StopHow): Promise<number>;
  /** Signs a root over all lines that none covers yet, once a day; null when there is nothing to do (CON-4). */
  publishDailyRoot(alongside?: Alongside): Promise<LedgerRoot | null>;
  /** Puts back the roots that the journal has and the database has not (PRIV-7). */
  replayRoots(published: readonly JournalRoot[]): Promise<ReplayedRoots>;
  /** The public half of the ledger's key: Ed25519, SPKI, base64. */
  readonly publicKey: string;
  /** Every published root, the first one first. */
  roots(): Promise<readonly LedgerRoot[]>;
  /** How many agreed on which day, and how people stopped. */
  readonly figures: Figures;
  /** Finds every line, root, standing or wording that is not as it was written (CON-4). */
  verifyLedger(progress?: (lines: number) => void): Promise<Verification>;
  /** /ledger, /receipt and /statement, for everybody. */
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

export interface ConsentDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly settings: Settings;
  readonly subscribers: Subscribers;
  /** Ed25519, PKCS#8 in PEM: signs roots and receipts. */
  readonly ledgerKey: string;
  readonly suppressionKeys: readonly NamedKey[];
  /** Asked at each decision, so that rooms above can be put together later. */
  readonly followers: () => readonly DecisionFollower[];
}

/** Opens the room. */
export function openConsent(deps: ConsentDeps): Consent {
  const { db, clock, settings, subscribers } = deps;
  const ledger = openLedgerStore(db);
  const purposes = openPurposesStore(db);
  const statements = openStatements({ db, clock, settings });
  const roots = openRootsStore(db);
  const key = openLedgerKey(deps.ledgerKey);
  const publishing = {
    db,
    clock,
    journal: deps.journal,
    ledger,
    roots,
    key,
    installation: settings.installation,
  };
  const counted = openFigures({ db, clock, ledger, purposes });
  const suppressions = openSuppressions({
    ...{ db, clock, journal: deps.journal, subscribers, ledger },
    keys: deps.suppressionKeys,
  });
  const versions = openVersionsStore(db);
  const asked = openPurposes(
    { clock, purposes, versions, ledger, statementVersion: statements.numberForDecision },
    () => context,
  );
  const asOf = async () => ({ now: clock(), salesSince: await salesSince(settings, clock()) });
  const context: RecordContext = {
    ...deps,
    ledger,
    purposes,
    refuseOutdated: asked.refuseOutdated,
    together: gatherRecordings(() => context),
  };
  return {
    setUp: async () => {
      await suppressions.checkKeys();
      const standard = standardPurposes();
      for (const { purpose, wordings } of standard.asked) await asked.define(purpose, wordings);
      for (const { purpose, wordings } of standard.suggested) await asked.suggest(purpose, wordings);
      await statements.setUp();
    },
    definePurpose: asked.define,
    suggestPurpose: asked.suggest,
    purposes: asked.inForce,
    wordings: asked.wordings,
    wording: asked.wording,
    wordingByHash: purposes.wordingByHash,
    statementVersion: statements.numberForDecision,
    fixStatement: statements.fix,
    statement: statements.read,
    statements: statements.statements,
    record: (subscriber, decisions, alongside, afterwards) =>
      recordDecisions(context, subscriber, decisions, alongside, afterwards),
    recordMany: (people, tx) => recordMany(context, people, tx),
    journalAgain: (people, by) => journalAgain(context, people, by),
    standing: (subscriber) => ledger.standing(subscriber),
    answersOf: ledger.answersOf,
    proofsOf: ledger.proofsOf,
    history: ledger.history,
    receipt: async (subscriber, decision) => {
      const line = await ledger.lineOf(subscriber, decision);
      if (!line) return null;
      return makeReceipt(line, line.wording ? await purposes.wordingByHash(line.wording) : null, key);
    },
    agreedTo: async (subscriber, purpose, tx) => {
      const stands = (await ledger.standing(subscriber, tx)).get(purpose);
      return stands !== undefined && stands.agreed && (await asked.counts(purpose, stands));
    },
    agreedTerms: (people, purpose, tx) => asked.agreedTerms(people, purpose, tx),
    salesSince: () => salesSince(settings, clock()),
    mayReceive: async (people, purpose, what = { stands: true }) =>
      purpose === null
        ? mayReceiveService(ledger, people)
        : asked.stopOutdated(await mayReceive(ledger, people, purpose, await asOf(), what), purpose),
    mailable: ledger.everybodyMailable,
    countMailable: ledger.countMailable,
    agreedAmong: async (people, tx) => asked.leaveOutdated(await ledger.agreedOf(people, await asOf(), tx)),
    receivers: async function* (purpose) {
      yield* ledger.receivers(purpose, await asOf());
    },
    countReceivers: async (purpose) => ledger.countReceivers(purpose, await asOf()),
    countBlocked: async (purpose) => ledger.countBlocked(purpose, await asOf()),
    countPaused: async (purpose) => ledger.countPaused(purpose, await asOf()),
    countAgreed: ledger.countAgreed,
    countLessOften: async (purpose) => ledger.countLessOften(purpose, await asOf()),
    frequency: ledger.frequency,
    setFrequency: ledger.setFrequency,
    takeABreak: (subscriber, months, how) => takeABreak(context, subscriber, months, how),
    startAgain: (subscriber, how) => startAgain(context, subscriber, how),
    pausedUntil: async (subscriber) => pausedUntil(await ledger.standing(subscriber), clock()),
    stopEverything: (subscriber, how) => stopEverything(context, subscriber, how),
    stopNewsletters: (subscriber, how) => stopNewsletters(context, subscriber, how),
    objectToProfiling: (subscriber, how) => objectToProfiling(context, subscriber, how),
    suppress: suppressions.suppress,
    suppressMany: suppressions.suppressMany,
    suppressionOf: suppressions.suppressionOf,
    suppressionsOf: suppressions.suppressionsOf,
    liftSuppression: suppressions.liftSuppression,
    suppressionHash: suppressions.suppressionHash,
    blockedWays: suppressions.blockedWays,
    suppressionHashes: suppressions.suppressionHashes,
    suppressHash: suppressions.suppressHash,
    replaySuppression: suppressions.replaySuppression,
    markSuppressed: suppressions.markSuppressed,
    replay: (decisions) => replayDecisions(context, decisions),
    publishDailyRoot: (alongside = () => Promise.resolve()) => publishDailyRoot(publishing, alongside),
    replayRoots: (published) => replayRoots(publishing, published),
    publicKey: key.publicKey,
    roots: roots.all,
    figures: counted.figures,
    routes: Router().use(
      ledgerRoutes({ roots: roots.all, publicKey: key.publicKey }),
      receiptRoutes(key.publicKey),
      statements.routes,
    ),
    verifyLedger: (progress) => verifyLedger({ ledger, roots, purposes, versions, statements }, progress),
    holder: {
      room: 'consent',
      collections: [...ledger.collections, suppressions.collection],
      freeOfPersonalData: [
        ...purposes.collections,
        versions.collection,
        ...roots.collections,
        ...statements.collections,
        suppressions.keyCollection,
        counted.collection,
      ],
      export: async (subscriber) => ({
        frequency: await ledger.frequency(subscriber),
        standing: Object.fromEntries(await ledger.standing(subscriber)),
        decisions: await ledger.history(subscriber),
      }),
      erase: async (subscriber, tx) => {
        const standing = await ledger.standing(subscriber, tx);
        const agreed = [...standing].flatMap(([purpose, stands]) => (stands.agreed ? [purpose] : []));
        await counted.noteErased(agreed, tx);
        await ledger.erase(subscriber, tx);
      },
    },
  };
}
