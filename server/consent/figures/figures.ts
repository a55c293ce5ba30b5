/** What was counted from the ledger: by day and purpose, and how many people stopped by which way. */
import type { Channel, PurposeKey } from '../words.ts';

/**
 * The way by which a consent ended: the channel of the decision, or 'login' for somebody who was logged in, 'lapsed' for
 * words that count no more, 'erased' for a person who was erased.
 */
export type WayOut = Channel | 'login' | 'lapsed' | 'erased';

export type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** A day ('2026-11-22', as in the Netherlands) on which something changed. */
export interface DayOfPurpose {
  readonly day: string;
  /** How many agreed at the end of it. */
  readonly agreed: number;
  /** How many began to agree that day, by channel. */
  readonly yes: Counts<Channel>;
  /** How many ceased to agree that day, by the way they went. */
  readonly ends: Counts<WayOut>;
}

/** How many people ended a newsletter that day, by way: each once for a way, however many they ended. */
export interface DayOfLeaving {
  readonly day: string;
  readonly people: Counts<WayOut>;
}

/** Sums over the whole ledger. Only days with a change are in it, the first day first. */
export interface Sums {
  readonly purposes: ReadonlyMap<PurposeKey, readonly DayOfPurpose[]>;
  readonly leaving: readonly DayOfLeaving[];
  /** How many lines were read. */
  readonly lines: number;
}

/** People who were erased while they agreed: their ledger says nothing of it. */
export interface Erased {
  readonly day: string;
  /** Null: any newsletter, each person once. */
  readonly purpose: PurposeKey | null;
  readonly people: number;
}
