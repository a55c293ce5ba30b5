/** Between the date of words that ask again and the last 'lapsed' in the ledger, nothing is sent without a yes to them. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import { nothing, type Receiving } from '../may-receive.ts';
import type { PurposeKey } from '../words.ts';
import type { PurposesRoom } from './room.ts';
import { type Counting, countingWords } from './wording-version.ts';

/** The answers without those whose consent has ended by its date; one more query, and only while consents are ending. */
export async function stopOutdated(
  room: PurposesRoom,
  answers: Map<SubscriberId, Receiving>,
  purpose: PurposeKey,
): Promise<Map<SubscriberId, Receiving>> {
  for (const counting of await ending(room)) {
    const concerns = counting.version.purpose;
    if (concerns !== purpose && !concerns.startsWith('interests.')) continue;
    for (const id of await room.ledger.outdatedAmong([...answers.keys()], counting)) {
      const answer = answers.get(id)!;
      // Who agreed to another use of interests gets the default until all is written down.
      if (concerns === purpose) answers.set(id, nothing);
      else if (answer.may === 'version') answers.set(id, { ...answer, may: 'default' });
    }
  }
  return answers;
}

/** What people agreed to, without the consents that have ended by their date. */
export async function leaveOutdated(
  room: PurposesRoom,
  agreed: ReadonlyMap<SubscriberId, readonly PurposeKey[]>,
): Promise<ReadonlyMap<SubscriberId, readonly PurposeKey[]>> {
  const left = new Map(agreed);
  for (const counting of await ending(room)) {
    for (const id of await room.ledger.outdatedAmong([...left.keys()], counting)) {
      left.set(
        id,
        left.get(id)!.filter((purpose) => purpose !== counting.version.purpose),
      );
    }
  }
  return left;
}

/** The words that people's consents are being ended for now. */
export async function ending(room: PurposesRoom): Promise<readonly Counting[]> {
  const versions = await room.known();
  const asking = versions.filter(({ change, lapsedAt }) => change === 'asks-again' && lapsedAt === null);
  return [...new Set(asking.map(({ purpose }) => purpose))].flatMap((purpose) => {
    const counting = countingWords(versions, purpose, room.clock());
    return counting && !counting.version.lapsedAt ? [counting] : [];
  });
}
