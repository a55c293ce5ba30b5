/** How long what is collected for a purpose may be used of each person: by the words that they agreed to (SEG-1). */
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { PurposeKey } from '../words.ts';
import type { PurposesRoom } from './room.ts';
import { ending } from './stop-outdated.ts';
import { hashesOf, isOutdated, versionInForce } from './wording-version.ts';

/** The term in months of whoever agrees; that of the words in force where no words of ours were shown. */
export async function agreedTerms(
  room: PurposesRoom,
  people: readonly SubscriberId[],
  purpose: PurposeKey,
  tx?: Tx,
): Promise<ReadonlyMap<SubscriberId, number | null>> {
  const agreed = await room.ledger.agreedUnder(people, purpose, tx);
  const versions = (await room.known()).filter((version) => version.purpose === purpose);
  const ended = (await ending(room)).filter(({ version }) => version.purpose === purpose);
  const inForce = versionInForce(versions, purpose, room.clock());
  const termOf = (wording: string | null) =>
    (versions.find((version) => wording !== null && hashesOf(version).includes(wording)) ?? inForce)
      ?.termMonths ?? null;
  return new Map(
    [...agreed]
      .filter(([, stands]) => !ended.some((counting) => isOutdated(counting, stands)))
      .map(([id, { wording }]) => [id, termOf(wording)]),
  );
}
