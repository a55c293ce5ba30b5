/** The words of this room as types: group, count, cut. */
import type { PurposeKey } from '../consent/index.ts';
import type { Topic } from '../interests/index.ts';
import type { GroupId, Id, SubscriberId } from '../platform/ids/index.ts';
import type { Outline } from './guard/guard.ts';
import type { Definition } from './rules/definition.ts';
import type { Rule } from './rules/rule.ts';

export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly rule: Rule;
  readonly createdAt: Date;
}

/** A number, or that there are too few people to show one. */
export type Guarded =
  { readonly kind: 'count'; readonly people: number } | { readonly kind: 'too-few'; readonly k: number };

/** A guarded number about a group (SEG-2 to SEG-4). */
export type Count =
  | {
      readonly kind: 'count';
      readonly people: number;
      /** Everyone who receives the newsletter, in the same cut. */
      readonly of: number;
    }
  | {
      readonly kind: 'too-few';
      readonly k: number;
      /** Refused because it differs by fewer than k people from this rule, counted before in this cut (SEG-4). */
      readonly clashesWith?: Rule;
    };

/** How many of an audience are interested in a topic, each number behind the guard. */
export interface TopicStrength {
  readonly topic: Topic;
  /** Whoever has the topic at all; those who have it strongly are among them. */
  readonly interested: Count;
  readonly strong: Count;
}

/** Whether a cut is being taken, and how many people of all it has. */
export type CutProgress =
  | { readonly state: 'under-way'; readonly people: number; readonly of: number }
  | { readonly state: 'stopped' | 'idle' };

export type CutId = Id<'cut'>;

/** A frozen picture of everyone who receives a newsletter, or one that is being made. */
export interface Cut {
  readonly id: CutId;
  /** The moment that the picture is of. */
  readonly takenAt: Date;
  /** How many have an ordinal by now; the next one gets this one. */
  readonly people: number;
  /** The last person who was looked at, in order of ids; null at the beginning. */
  readonly lastId: SubscriberId | null;
  /** How many steps were written. */
  readonly steps: number;
  /** Who builds it holds this number. */
  readonly fence: number;
}

/** One question put to a cut, and its answer. */
export interface Counted {
  readonly cut: CutId;
  readonly audience: PurposeKey;
  /** The how manieth question about this audience, from 0: no two get the same. */
  readonly place: number;
  /** Of its canonical form. */
  readonly hash: string;
  readonly definition: Definition;
  readonly answer: Count;
  /** Of who was counted; empty where no number was given, because then nothing can be subtracted. */
  readonly outline: Outline;
}
