/** Puts purposes and their words together: what is asked, in which words, and since when. */
import { fresh, SECOND_MS, systemStopwatch } from '../../platform/clock/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { KnownPurpose } from '../purposes-store.ts';
import type { RecordContext } from '../record-decision.ts';
import type { Purpose, PurposeKey, Wording } from '../words.ts';
import { agreedTerms } from './agreed-terms.ts';
import { askedOf, type AskedAgain, askingNow, refuseOutdated, stillAsked, toBeAsked } from './ask-again.ts';
import { definePurpose, suggestPurpose } from './define-purpose.ts';
import { lapseOutdated } from './lapse-outdated.ts';
import { addOwnPurpose } from './own-purpose.ts';
import { checkWording, type NewVersion, publishWording, withdrawWording } from './publish-wording.ts';
import type { PurposesRoom } from './room.ts';
import { ending, leaveOutdated, stopOutdated } from './stop-outdated.ts';
import { hashesOf, isOutdated, versionInForce, type WordingVersion } from './wording-version.ts';

/** A purpose with all its words, for staff. */
export interface PurposeWithWords {
  readonly purpose: KnownPurpose;
  /** Oldest first. */
  readonly versions: readonly WordingVersion[];
}

/** The words of purposes: publishing them, and asking consent again. */
export interface Wordings {
  /** Every purpose, also those that nobody is asked for yet. */
  all(): Promise<readonly PurposeWithWords[]>;
  /** Adds a purpose of the shop's own, without words; answers its key. Invalid where the key will not do. */
  addOwn(input: Parameters<typeof addOwnPurpose>[1]): Promise<PurposeKey>;
  /** Publishes words for good. Invalid with what is wrong; Conflict where other words wait for their date. */
  publish(purpose: PurposeKey, version: NewVersion): Promise<WordingVersion>;
  /** Throws what publishing these words now would throw. */
  check(purpose: PurposeKey, version: NewVersion): Promise<void>;
  /** Takes back words that nobody has seen. Conflict where it is too late. */
  withdraw(purpose: PurposeKey, number: number): Promise<void>;
  /** The versions that people are being asked about now. */
  asking(): Promise<readonly WordingVersion[]>;
  /** Who still has to be asked; with `from`, only who agreed to other words since then. */
  toBeAsked(version: WordingVersion, from?: Date): AsyncIterable<SubscriberId>;
  /** Who of these people is still asked, and may be mailed. */
  stillAsked(version: WordingVersion, people: readonly SubscriberId[]): Promise<ReadonlySet<SubscriberId>>;
  /** What the person is asked to say yes to again. */
  askedOf(subscriber: SubscriberId, language: Language): Promise<readonly AskedAgain[]>;
  /** The words of a version, by language. */
  wordsOf(version: Pick<WordingVersion, 'hashes'>): Promise<readonly Wording[]>;
  /** How many consents stand under each wording, by its hash; null: under no words of ours. */
  countAgreed(purpose: PurposeKey): Promise<ReadonlyMap<string | null, number>>;
  /** Ends consents whose words count no more, some at a time; true when there may be more. */
  lapse(): Promise<boolean>;
}

const keptForMs = 2 * SECOND_MS;

/** Opens them. */
export function openPurposes(deps: Omit<PurposesRoom, 'known' | 'forget'>, context: () => RecordContext) {
  const known = fresh(systemStopwatch, keptForMs, deps.versions.all);
  const room: PurposesRoom = { ...deps, known, forget: known.forget };
  const { purposes, versions, ledger } = room;
  const wordings: Wordings = {
    all: async () => {
      const all = await versions.all();
      return (await purposes.purposes()).map((purpose) => ({
        purpose,
        versions: all.filter((version) => version.purpose === purpose.key),
      }));
    },
    addOwn: (input) => addOwnPurpose(room, input),
    publish: (purpose, version) => publishWording(room, purpose, version),
    check: async (purpose, version) => void (await checkWording(room, purpose, version)),
    withdraw: (purpose, number) => withdrawWording(room, purpose, number),
    asking: () => askingNow(room),
    toBeAsked: (version, from) => toBeAsked(room, version, from),
    stillAsked: (version, people) => stillAsked(room, version, people),
    askedOf: (subscriber, language) => askedOf(room, subscriber, language),
    wordsOf: async (version) => {
      const found = await Promise.all(hashesOf(version).map((hash) => purposes.wordingByHash(hash)));
      return found.filter((wording) => wording !== null);
    },
    countAgreed: ledger.countByWording,
    lapse: () => lapseOutdated(room, context()),
  };
  return {
    wordings,
    define: (...args: Tail<Parameters<typeof definePurpose>>) => definePurpose(room, ...args),
    suggest: (...args: Tail<Parameters<typeof suggestPurpose>>) => suggestPurpose(room, ...args),
    inForce: () => purposesInForce(room),
    wording: (purpose: PurposeKey, language: Language) => wordingInForce(room, purpose, language),
    agreedTerms: (...args: Tail<Parameters<typeof agreedTerms>>) => agreedTerms(room, ...args),
    refuseOutdated: (wanted: Parameters<typeof refuseOutdated>[1]) => refuseOutdated(room, wanted),
    stopOutdated: (...args: Tail<Parameters<typeof stopOutdated>>) => stopOutdated(room, ...args),
    leaveOutdated: (...args: Tail<Parameters<typeof leaveOutdated>>) => leaveOutdated(room, ...args),
    /** Whether the consent that stands counts by its date, also before its end is in the ledger. */
    counts: async (purpose: PurposeKey, stands: Parameters<typeof isOutdated>[1]) =>
      !(await ending(room)).some(
        (counting) => counting.version.purpose === purpose && isOutdated(counting, stands),
      ),
  };
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** The purposes that have words in force, with what those say. */
async function purposesInForce({ purposes, known, clock }: PurposesRoom): Promise<readonly Purpose[]> {
  const [all, versions] = await Promise.all([purposes.purposes(), known()]);
  return all.flatMap(({ suggestion: _, ...purpose }) => {
    const version = versionInForce(versions, purpose.key, clock());
    if (!version) return [];
    const { termMonths, covers } = version;
    return [{ ...purpose, termMonths, ...(covers && { covers }) }];
  });
}

async function wordingInForce(
  { purposes, known, clock }: PurposesRoom,
  purpose: PurposeKey,
  language: Language,
): Promise<Wording> {
  const hash = versionInForce(await known(), purpose, clock())?.hashes[language];
  const found = hash ? await purposes.wordingByHash(hash) : null;
  if (!found) throw new NotFound();
  return found;
}
