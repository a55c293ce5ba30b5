/** Ends the consents of whoever did not say yes to words that asked again, once their date has come (CON-11). */
import { inBatches } from '../../platform/batches/index.ts';
import { HOUR_MS, plus } from '../../platform/clock/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { type RecordContext, recordDecisions } from '../record-decision.ts';
import type { NewDecision, PurposeKey } from '../words.ts';
import type { PurposesRoom } from './room.ts';
import { type Counting, countingWords, isOutdated } from './wording-version.ts';

/** So many people a round, so many at once. */
const batch = 200;
const atOnce = 10;

/** A yes that was on its way when the date came is found by a last look, an hour later. */
const lastLookMs = HOUR_MS;

/** What was decided in between stands. */
class DecidedMeanwhile extends Error {}

/** One round, which can stop anywhere and be done by several workers at once; true when there may be more. */
export async function lapseOutdated(room: PurposesRoom, context: RecordContext): Promise<boolean> {
  const now = room.clock();
  const versions = await room.versions.all();
  for (const purpose of new Set(versions.map((version) => version.purpose))) {
    const counting = countingWords(versions, purpose, now);
    if (!counting || counting.version.lapsedAt) continue;
    if (await lapseSome(room, context, counting)) return true;
    if (now >= plus(counting.version.effectiveAt, lastLookMs)) {
      await room.versions.lapsed(counting.version, now);
      room.forget();
    }
  }
  return false;
}

/** False when nobody was left. */
async function lapseSome(room: PurposesRoom, context: RecordContext, counting: Counting): Promise<boolean> {
  const { version, hashes } = counting;
  const people: SubscriberId[] = [];
  for await (const id of room.ledger.agreedToOthers(version.purpose, hashes, {
    before: version.effectiveAt,
  })) {
    if (people.push(id) === batch) break;
  }
  const line = lapsed(version.purpose, await room.statementVersion());
  const languageOf = await languagesOfWords(room, version.purpose);
  for await (const some of inBatches(people, atOnce)) {
    await Promise.all(some.map((id) => lapse(context, id, counting, line, languageOf)));
  }
  return people.length > 0;
}

async function lapse(
  context: RecordContext,
  id: SubscriberId,
  counting: Counting,
  line: Omit<NewDecision, 'at' | 'language'>,
  languageOf: ReadonlyMap<string, Language>,
): Promise<void> {
  const { purpose } = counting.version;
  const before = (await context.ledger.standing(id)).get(purpose);
  const language = languageOf.get(before?.wording ?? '') ?? 'nl';
  try {
    await recordDecisions(context, id, [{ ...line, language, at: context.clock() }], async (tx) => {
      const stands = (await context.ledger.standing(id, tx)).get(purpose);
      if (!stands || !isOutdated(counting, stands)) throw new DecidedMeanwhile();
    });
  } catch (error) {
    if (!(error instanceof DecidedMeanwhile)) throw error;
  }
}

function lapsed(purpose: PurposeKey, statementVersion: number): Omit<NewDecision, 'at' | 'language'> {
  const nowhere = { wording: null, form: null, page: null };
  const system = { channel: 'system', actor: { kind: 'system' } } as const;
  return { ...nowhere, ...system, purpose, act: 'lapsed', statementVersion };
}

async function languagesOfWords(
  { purposes }: PurposesRoom,
  purpose: PurposeKey,
): Promise<ReadonlyMap<string, Language>> {
  return new Map((await purposes.wordings({ purpose })).map(({ hash, language }) => [hash, language]));
}
