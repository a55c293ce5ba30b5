/** The room: what it is given, what it offers, and what its files work with. */
import type { Accounts } from '../accounts/index.ts';
import type { Consent, DecisionFollower, PurposeKey } from '../consent/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db, PersonalDataHolder, Tx } from '../platform/db/index.ts';
import type { Router } from '../platform/http/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { InterestsStore } from './interests-store.ts';
import type { ProductWord, Signal, Topic, TopicInterest, TopicOrder } from './model.ts';

export interface InterestsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly consent: Consent;
  readonly accounts: Accounts;
}

export interface Interests {
  /** All topics, by their Dutch name. */
  topics(): Promise<readonly Topic[]>;
  /** Adds a topic, or gives the one with this key these names. */
  defineTopic(topic: Topic): Promise<void>;
  productWords(): Promise<readonly ProductWord[]>;
  /** Replaces the whole table; throws Invalid for a word without letters or a topic that is not there. */
  setProductWords(list: readonly ProductWord[]): Promise<void>;
  /** The topics that the name of a product belongs to (see topics-in-text.ts). */
  topicsOfProduct(text: string): Promise<readonly string[]>;
  /** Adds what a person told us; throws Forbidden without `interests.told`, Invalid for an unknown topic. */
  noteTold(subscriber: SubscriberId, topics: readonly string[], at: Date, tx?: Tx): Promise<void>;
  /** Adds what orders say; answers how many new signals were kept: none without `interests.orders`, none that expired. */
  noteOrders(subscriber: SubscriberId, orders: readonly TopicOrder[], tx?: Tx): Promise<number>;
  /** The unexpired signals by topic, newest first. */
  profile(subscriber: SubscriberId): Promise<readonly TopicInterest[]>;
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
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** What the files of this room work with. */
export interface InterestsRoom extends InterestsDeps {
  readonly store: InterestsStore;
}
