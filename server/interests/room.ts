/** The room: what it is given, what it offers, and what its files work with. */
import type { Accounts } from '../accounts/index.ts';
import type { Consent, DecisionFollower, PurposeKey } from '../consent/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, PersonalDataHolder, Tx } from '../platform/db/index.ts';
import type { Router } from '../platform/http/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type {
  Match,
  Observation,
  Observed,
  Product,
  ProductWord,
  Signal,
  StoredProfile,
  TableEntry,
  Topic,
  TopicInterest,
  TopicOrder,
} from './model.ts';
import type { UnmatchedStore } from './products/unmatched-store.ts';
import type { VocabularyStore } from './products/vocabulary-store.ts';
import type { ProfilesStore } from './profile/profiles-store.ts';
import type { SignalsStore } from './signals/signals-store.ts';

export interface InterestsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly subscribers: Subscribers;
  readonly consent: Consent;
  readonly accounts: Accounts;
  /** The first hashes the numbers of orders; older ones recognise what was hashed before. */
  readonly secretKeys: readonly NamedKey[];
}

export interface Interests {
  /** All topics, by their Dutch name. */
  topics(): Promise<readonly Topic[]>;
  /** Adds a topic, or gives the one with this key these names. */
  defineTopic(topic: Topic): Promise<void>;
  /** The table of product words, numbers and categories. */
  productWords(): Promise<readonly TableEntry[]>;
  /** Replaces the whole table; throws Invalid for a word without letters or a topic that is not there. */
  setProductWords(list: readonly ProductWord[]): Promise<void>;
  /** The topics that a product belongs to, with the entries of the table that say so (see products/match-product.ts). */
  matchProduct(product: Product): Promise<readonly Match[]>;
  /** Adds what a person told us; throws Forbidden without `interests.told`, Invalid for an unknown topic. */
  noteTold(subscriber: SubscriberId, topics: readonly string[], at: Date, tx?: Tx): Promise<void>;
  /** Adds what orders say; answers how many new signals were kept: none without `interests.orders`, none that expired. */
  noteOrders(subscriber: SubscriberId, orders: readonly TopicOrder[], tx?: Tx): Promise<number>;
  /** Takes in observations by address; answers what became of each. `dry` writes nothing. */
  takeObservations(list: readonly Observation[], dry?: boolean): Promise<readonly Observed[]>;
  /** The unexpired signals by topic, newest first, with the strength of this moment. */
  profile(subscriber: SubscriberId): Promise<readonly TopicInterest[]>;
  /** Everybody's topics and strengths as the daily job left them, by subscriber. */
  profiles(): AsyncIterable<StoredProfile>;
  /** Makes a batch of due profiles again; answers whether there may be more. */
  refreshProfiles(): Promise<boolean>;
  /** Lets signals follow an entry of the table that changed; answers whether there may be more. */
  followTable(): Promise<boolean>;
  /** Lets the batch under way finish and starts nothing more. */
  stop(): void;
  /** Removes everything known of this person and topic; orders of before do not bring it back. */
  remove(subscriber: SubscriberId, topic: string, tx?: Tx): Promise<void>;
  /** People with an unexpired signal of the topic, each once; with a purpose, only signals collected for that. */
  interestedIn(topic: string, purpose?: PurposeKey): AsyncIterable<SubscriberId>;
  /** The unexpired signals of these people, by one query. */
  signalsAmong(subscribers: readonly SubscriberId[]): Promise<readonly Signal[]>;
  /** Removes signals that have expired, and marks of removed topics that have become needless (a daily job). */
  forgetExpired(): Promise<number>;
  /** Removes the signals of an interests purpose in the transaction of the decision that ends it (SEG-1). */
  readonly follower: DecisionFollower;
  /** What programs call, below /api/v1. */
  readonly api: Router;
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** What the files of this room work with. */
export interface InterestsRoom extends InterestsDeps {
  readonly vocabulary: VocabularyStore;
  readonly unmatched: UnmatchedStore;
  readonly signals: SignalsStore;
  readonly profiles: ProfilesStore;
}
