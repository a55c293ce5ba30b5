/** Publishes new words of a purpose, in all languages as one version, and takes back what nobody has seen. */
import { DAY_MS, dutchDay, plus, startOfDutchDay } from '../../platform/clock/index.ts';
import { Conflict, type FieldProblems, Invalid, NotFound } from '../../platform/errors/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { PurposeKey } from '../words.ts';
import { hashOfWording, type NewWording } from '../wordings.ts';
import type { PurposesRoom } from './room.ts';
import {
  plannedVersion,
  type SealedPart,
  sealOf,
  versionInForce,
  type WordingChange,
  type WordingVersion,
} from './wording-version.ts';

/** New words, as staff write them. */
export interface NewVersion {
  readonly wordings: Readonly<Record<Language, { readonly label: string; readonly text: string }>>;
  readonly covers: Readonly<Record<Language, string>>;
  readonly termMonths: number | null;
  /** Passed over for the first words of a purpose. */
  readonly change: Exclude<WordingChange, 'first'> | undefined;
  readonly reason: string;
  /** The day from which they count, in Amsterdam: '2026-11-22'. Today means at once. */
  readonly from: string;
  readonly by: AccountId;
}

/** People have at least so many days to answer. */
export const askingDays = 14;
/** Nobody is asked before so long after publishing, so that a mistake can be taken back. */
const beforeAskingMs = DAY_MS;

/**
 * Publishes the words for good. Invalid with the fields that are wrong, named as in the form; Conflict where other words
 * wait for their date.
 */
export async function publishWording(
  room: PurposesRoom,
  purpose: PurposeKey,
  input: NewVersion,
): Promise<WordingVersion> {
  const { number, change } = await checkWording(room, purpose, input);
  const at = room.clock();
  const version = await addVersion(room, inLanguages(input), {
    purpose,
    number,
    change,
    reason: change === 'first' ? '' : input.reason,
    covers: input.covers,
    termMonths: input.termMonths,
    publishedAt: at,
    publishedBy: input.by,
    effectiveAt: new Date(Math.max(startOfDutchDay(input.from)!.getTime(), at.getTime())),
    asksFrom: change === 'asks-again' ? plus(at, beforeAskingMs) : null,
  });
  if (!version) throw new Conflict({ key: 'consent:purposes.error.planned' });
  return version;
}

/** Throws what publishing these words now would throw; answers what they would be. */
export async function checkWording(
  room: PurposesRoom,
  purpose: PurposeKey,
  input: NewVersion,
): Promise<Pick<WordingVersion, 'number' | 'change'>> {
  const at = room.clock();
  if (!(await room.purposes.purposes()).some(({ key }) => key === purpose)) throw new NotFound();
  const versions = await room.versions.all();
  if (plannedVersion(versions, purpose, at)) throw new Conflict({ key: 'consent:purposes.error.planned' });
  const before = versionInForce(versions, purpose, at);
  const change = before ? input.change : 'first';
  const problems = {
    ...problemsOfDay(input, at),
    ...(before && problemsOfChange(before, inLanguages(input), input, at)),
  };
  if (!change) throw new Invalid({ ...problems, change: { key: 'consent:purposes.error.change' } });
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return { number: versions.filter((version) => version.purpose === purpose).length + 1, change };
}

function inLanguages({ wordings }: NewVersion): readonly NewWording[] {
  return languages.map((language) => ({ language, ...wordings[language] }));
}

/** Takes back words before anybody has seen them. Conflict where it is too late. */
export async function withdrawWording(
  room: PurposesRoom,
  purpose: PurposeKey,
  number: number,
): Promise<void> {
  const done = await room.versions.withdraw(purpose, number, room.clock());
  room.forget();
  if (!done) throw new Conflict({ key: 'consent:purposes.error.tooLate' });
}

/** Keeps the words and the version; null where another one with its number was first. */
export async function addVersion(
  room: PurposesRoom,
  wordings: readonly NewWording[],
  version: Omit<SealedPart, 'hashes'>,
): Promise<WordingVersion | null> {
  const hashes: Partial<Record<Language, string>> = {};
  for (const wording of wordings) {
    const words = { purpose: version.purpose, ...wording };
    hashes[wording.language] = hashOfWording(words);
    await room.purposes.addWording({ ...words, hash: hashOfWording(words) });
  }
  const sealed = { ...version, hashes };
  const added: WordingVersion = { ...sealed, seal: sealOf(sealed), withdrawnAt: null, lapsedAt: null };
  const isFirst = await room.versions.add(added);
  room.forget();
  return isFirst ? added : null;
}

/** The first day that people who are asked again may be asked until. */
export function firstAskingDay(at: Date): string {
  return dutchDay(plus(at, askingDays * DAY_MS));
}

function problemsOfDay({ from }: NewVersion, at: Date): FieldProblems {
  if (!startOfDutchDay(from)) return { from: { key: 'consent:purposes.error.day' } };
  return from < dutchDay(at) ? { from: { key: 'consent:purposes.error.past' } } : {};
}

function problemsOfChange(
  before: WordingVersion,
  wordings: readonly NewWording[],
  { change, reason, from, termMonths }: NewVersion,
  at: Date,
): FieldProblems {
  const same = wordings.filter(
    (words) => hashOfWording({ purpose: before.purpose, ...words }) === before.hashes[words.language],
  );
  const problems: Record<string, FieldProblems[string]> = {};
  if (reason === '') problems['reason'] = { key: 'common:error.required' };
  if (same.length === wordings.length) problems['labelNl'] = { key: 'consent:purposes.error.same' };
  if (change === 'asks-again') {
    for (const { language } of same)
      problems[fieldOf('label', language)] = { key: 'consent:purposes.error.same' };
    if (from < firstAskingDay(at)) {
      problems['from'] = { key: 'consent:purposes.error.tooSoon', values: { days: askingDays } };
    }
  } else if ((termMonths ?? Infinity) > (before.termMonths ?? Infinity)) {
    problems['termMonths'] = { key: 'consent:purposes.error.longer' };
  }
  return problems;
}

/** 'label' and 'nl' become 'labelNl'. */
export function fieldOf(name: string, language: Language): string {
  return name + language[0]!.toUpperCase() + language.slice(1);
}
