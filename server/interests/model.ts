/** The words of this room as types: topic, product word, signal, profile. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { PurposeKey } from '../consent/index.ts';

/** Something people can be interested in; the key is a slug, the names are shown. */
export interface Topic {
  readonly key: string;
  readonly nl: string;
  readonly en: string;
}

/** A word in the name of a product that says which topic the product belongs to. */
export interface ProductWord {
  readonly word: string;
  readonly topic: string;
}

export type Source = 'told' | 'account' | 'order' | 'website';

/** One observation of interest, the purpose it was collected for, and until when it may be used (SEG-1). */
export interface Signal {
  readonly subscriber: SubscriberId;
  readonly topic: string;
  readonly source: Source;
  readonly purpose: PurposeKey;
  readonly observedAt: Date;
  /** Null: until the person changes it. */
  readonly expiresAt: Date | null;
}

/** What a profile holds of one topic. */
export interface TopicInterest {
  readonly topic: string;
  readonly signals: readonly Signal[];
}

/** An order of something that belongs to the topic. */
export interface TopicOrder {
  readonly topic: string;
  readonly at: Date;
}

/** A topic that the person removed; only what is observed after that counts again. */
export interface RemovedTopic {
  readonly topic: string;
  readonly at: Date;
}
