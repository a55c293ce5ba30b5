/** The words of this room as types: topic, product word, signal, profile. */
import type { Id, SubscriberId } from '../platform/ids/index.ts';
import type { PurposeKey } from '../consent/index.ts';

/** Something people can be interested in; the key is a slug, the names are shown. */
export interface Topic {
  readonly key: string;
  readonly nl: string;
  readonly en: string;
}

/** What an entry of the table of product words is compared with: the product's name, its number, or its category. */
export const entryKinds = ['word', 'sku', 'category'] as const;
export type EntryKind = (typeof entryKinds)[number];
export type EntryId = Id<'product-word'>;

/** Says that products with this word, number or category belong to a topic. */
export interface ProductWord {
  readonly word: string;
  readonly topic: string;
  /** A word in the name where it is not said. */
  readonly kind?: EntryKind;
}

/** A product word in the table. Signals name it, so that they follow when its topic changes. */
export interface TableEntry extends Required<ProductWord> {
  readonly id: EntryId;
}

/** What is known of one product of an order; every field may be empty. */
export interface Product {
  readonly name?: string;
  readonly sku?: string;
  readonly categories?: readonly string[];
}

/** A topic that a product belongs to, and the entries of the table that say so. */
export interface Match {
  readonly topic: string;
  readonly entries: readonly EntryId[];
}

export const sources = ['told', 'account', 'order', 'website'] as const;
export type Source = (typeof sources)[number];

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

/** Where a signal came from, kept beside it and never shown. */
export interface Origin {
  /** The entries of the table of product words that gave the topic. */
  readonly entries?: readonly EntryId[];
  /** Keyed hashes of the orders, so that an order that comes twice counts once. */
  readonly orders?: readonly string[];
}

/** What a profile holds of one topic. */
export interface TopicInterest {
  readonly topic: string;
  /** From 0 to 1 (see profile/strength.ts). */
  readonly strength: number;
  readonly signals: readonly Signal[];
}

/** The topics of one person with their strengths, as the daily job left them. */
export interface StoredProfile {
  readonly subscriber: SubscriberId;
  readonly topics: readonly { readonly topic: string; readonly strength: number }[];
}

/** An order of something that belongs to the topic. */
export interface TopicOrder extends Origin {
  readonly topic: string;
  readonly at: Date;
}

/** A topic that the person removed; only what is observed after that counts again. */
export interface RemovedTopic {
  readonly topic: string;
  readonly at: Date;
}

/** Something that is reported from elsewhere about whoever has an address. */
export interface Observation {
  /** Normalised. */
  readonly email: string;
  readonly source: Exclude<Source, 'told'>;
  readonly at: Date;
  readonly products: readonly Product[];
  /** Topics that are known as such. */
  readonly topics?: readonly string[];
  /** The number of the order; only a keyed hash of it is kept, beside its signals. */
  readonly order?: string;
}

/** What became of it; `removed`: the person removed these topics after it. */
export type Outcome = 'kept' | 'noTopic' | 'noConsent' | 'expired' | 'removed';
export type Observed = Outcome | 'unknown';
