/** Asking consent again: who is asked to what, and what an older yes is worth (CON-11). */
import { Conflict } from '../../platform/errors/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { saidYes } from '../standing.ts';
import type { NewDecision, PurposeKey, Wording } from '../words.ts';
import type { PurposesRoom } from './room.ts';
import { countingWords, hashesOf, versionsAsking, type WordingVersion } from './wording-version.ts';

/** What one person is asked to say yes to again. */
export interface AskedAgain {
  readonly purpose: PurposeKey;
  /** The words of the yes that stands; null where it was given under no words of ours. */
  readonly agreed: Wording | null;
  readonly asked: Wording;
  /** From when the yes that stands counts no more. */
  readonly effectiveAt: Date;
}

/** The versions that people are being asked about now, straight from the database: a withdrawn one is never asked. */
export async function askingNow({ versions, clock }: PurposesRoom): Promise<readonly WordingVersion[]> {
  return versionsAsking(await versions.all(), clock());
}

/** Who has not said yes to the version's words; with `from`, only those who said yes to others since then. */
export function toBeAsked(
  { ledger }: PurposesRoom,
  version: WordingVersion,
  from?: Date,
): AsyncIterable<SubscriberId> {
  return ledger.agreedToOthers(version.purpose, hashesOf(version), from ? { from } : {});
}

/** Who of these people is still asked, and may be mailed; nobody once the version is in force or taken back. */
export async function stillAsked(
  room: PurposesRoom,
  version: WordingVersion,
  people: readonly SubscriberId[],
): Promise<ReadonlySet<SubscriberId>> {
  const isAsking = (await askingNow(room)).some(({ seal }) => seal === version.seal);
  if (!isAsking) return new Set();
  return room.ledger.mailableUnderOthers(people, version.purpose, hashesOf(version));
}

/** What the person is asked now, in their language. */
export async function askedOf(
  room: PurposesRoom,
  subscriber: SubscriberId,
  language: Language,
): Promise<readonly AskedAgain[]> {
  const asking = versionsAsking(await room.known(), room.clock());
  if (asking.length === 0) return [];
  const standing = await room.ledger.standing(subscriber);
  const open = asking.filter((version) => {
    const stands = standing.get(version.purpose);
    return stands && saidYes(stands) && !hashesOf(version).includes(stands.wording ?? '');
  });
  return Promise.all(
    open.map(async (version) => {
      const { wording } = standing.get(version.purpose)!;
      return {
        purpose: version.purpose,
        agreed: wording === null ? null : await room.purposes.wordingByHash(wording),
        asked: (await room.purposes.wordingByHash(version.hashes[language]!))!,
        effectiveAt: version.effectiveAt,
      };
    }),
  );
}

/** A form or link from before the date says yes to words that count no more: that is refused, and nothing is recorded. */
export async function refuseOutdated(room: PurposesRoom, wanted: readonly NewDecision[]): Promise<void> {
  const versions = await room.known();
  const now = room.clock();
  const asked = versionsAsking(versions, now).flatMap(hashesOf);
  const isOutdated = ({ purpose, act, wording }: NewDecision): boolean => {
    if (act !== 'given' || wording === null || asked.includes(wording)) return false;
    const counting = countingWords(versions, purpose, now);
    return counting !== null && !counting.hashes.includes(wording);
  };
  if (wanted.some(isOutdated)) throw new Conflict({ key: 'consent:purposes.error.outdated' });
}
