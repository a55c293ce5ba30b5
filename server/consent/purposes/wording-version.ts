/** A version of a purpose's words, and what its versions say at a moment: pure functions. */
import { hashOf } from '../proof/hash-line.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { PurposeKey, PurposeStanding } from '../words.ts';

/** 'asks-again': who does not say yes to the new words stops; 'same-meaning': consents stay as they were given. */
export type WordingChange = 'first' | 'asks-again' | 'same-meaning';

/** The words in all languages, published together. Only what happens to it later is ever added. */
export interface WordingVersion {
  readonly purpose: PurposeKey;
  /** 1, 2, 3 … within the purpose; withdrawn ones keep theirs. */
  readonly number: number;
  /** The wordings, by language. */
  readonly hashes: Readonly<Partial<Record<Language, string>>>;
  readonly change: WordingChange;
  /** Why it was changed, and for 'same-meaning' why the meaning is the same. */
  readonly reason: string;
  readonly covers: Readonly<Record<Language, string>> | null;
  /** How long data collected under these words is kept, in months; null: until the person changes it. */
  readonly termMonths: number | null;
  readonly publishedAt: Date;
  /** Null for words that came with the product. */
  readonly publishedBy: AccountId | null;
  readonly effectiveAt: Date;
  /** Of 'asks-again': from when people are asked; until then nobody has seen the words. */
  readonly asksFrom: Date | null;
  /** SHA-256 over all of the above. */
  readonly seal: string;
  /** When it was taken back, before anybody had seen it. */
  readonly withdrawnAt: Date | null;
  /** Of 'asks-again': when everybody's consent without a yes to it had ended. */
  readonly lapsedAt: Date | null;
}

export type SealedPart = Omit<WordingVersion, 'seal' | 'withdrawnAt' | 'lapsedAt'>;

/** The hash over what was published, which `verify-ledger` makes again. */
export function sealOf(version: SealedPart): string {
  const { purpose, number, hashes, change, reason, covers, termMonths } = version;
  const { publishedAt, publishedBy, effectiveAt, asksFrom } = version;
  const what = { purpose, number, hashes, change, reason, covers, termMonths };
  return hashOf({ ...what, publishedAt, publishedBy, effectiveAt, asksFrom });
}

type Versions = readonly WordingVersion[];

/** The version in force for a purpose at that moment. */
export function versionInForce(versions: Versions, purpose: PurposeKey, at: Date): WordingVersion | null {
  return standing(versions, purpose).findLast(({ effectiveAt }) => effectiveAt <= at) ?? null;
}

/** The version that waits for its date. */
export function plannedVersion(versions: Versions, purpose: PurposeKey, at: Date): WordingVersion | null {
  return standing(versions, purpose).find(({ effectiveAt }) => effectiveAt > at) ?? null;
}

/** Whether nobody has seen its words yet, so that it may still be taken back. */
export function isUnseen({ effectiveAt, asksFrom, withdrawnAt }: WordingVersion, at: Date): boolean {
  return withdrawnAt === null && (asksFrom ?? effectiveAt) > at;
}

/** The versions that people are being asked about: seen, and not in force yet. */
export function versionsAsking(versions: Versions, at: Date): Versions {
  return versions.filter(
    ({ asksFrom, effectiveAt, withdrawnAt }) =>
      withdrawnAt === null && asksFrom !== null && asksFrom <= at && effectiveAt > at,
  );
}

/** What a yes must have been said to, to stand at that moment. */
export interface Counting {
  readonly version: WordingVersion;
  /** The words that count: of the version that asked again, and of those after it. */
  readonly hashes: readonly string[];
}

/** The last version in force that asked again, with the words that count since; null where every yes counts. */
export function countingWords(versions: Versions, purpose: PurposeKey, at: Date): Counting | null {
  const upToNow = standing(versions, purpose).filter(({ effectiveAt }) => effectiveAt <= at);
  const since = upToNow.findLastIndex(({ change }) => change === 'asks-again');
  const version = upToNow[since];
  return version ? { version, hashes: upToNow.slice(since).flatMap(hashesOf) } : null;
}

/**
 * Whether a consent ended with the version's date, because it was given before and to other words. A sale that stands in
 * for a yes had no words: it stands or falls by its own rule (CON-8).
 */
export function isOutdated(
  { version, hashes }: Counting,
  { agreed, wording, since, soldAt }: PurposeStanding,
): boolean {
  if (soldAt) return false;
  return agreed && since < version.effectiveAt && (wording === null || !hashes.includes(wording));
}

/** The hashes of its words in every language. */
export function hashesOf({ hashes }: Pick<WordingVersion, 'hashes'>): readonly string[] {
  return Object.values(hashes);
}

function standing(versions: Versions, purpose: PurposeKey): Versions {
  return versions.filter((version) => version.purpose === purpose && version.withdrawnAt === null);
}
