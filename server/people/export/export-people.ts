/** All subscribers with what they said to one newsletter, as rows that an import reads back as they were (SEC-4). */
import type { Answers, Proof, PurposeKey } from '../../consent/index.ts';
import { saidYes } from '../../consent/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { AccountId, SubscriberId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';

/** The headers are ones that an import recognises, in either language. */
const columns = [
  ...['email', 'firstName', 'lastName', 'street', 'postcode', 'town', 'country', 'language'],
  ...['newsletter', 'consentAt', 'consentSource', 'soldAt', 'refusalOffered', 'bounced'],
] as const;

/** So many people are looked up together. */
const together = 1000;

/** The headers and a row a person, in the order of their ids; handing them out counts as a look at each (PRIV-10). */
export async function* exportPeople(
  room: Room,
  purpose: PurposeKey,
  by: AccountId,
  t: Translate,
): AsyncGenerator<readonly string[]> {
  yield columns.map((name) => t(`people:export.column.${name}`));
  const words = wordsOf(t);
  for (let after: SubscriberId | null = null; ;) {
    const people: readonly Subscriber[] = await room.subscribers.manyAfter(after, together);
    if (people.length === 0) return;
    const ids = people.map(({ id }) => id);
    const answers = await room.consent.answersOf(ids);
    const decisions = [...answers.values()].flatMap(({ standing }) => standing.get(purpose)?.decision ?? []);
    const [proofs] = await Promise.all([
      room.consent.proofsOf(decisions),
      room.accounts.noteLooks(by, ids, room.clock()),
    ]);
    for (const person of people) yield rowOf(person, answers.get(person.id), purpose, proofs, words);
    after = ids.at(-1)!;
  }
}

function rowOf(
  { email, firstName, lastName, language, post }: Subscriber,
  answers: Answers | undefined,
  purpose: PurposeKey,
  proofs: ReadonlyMap<string, Proof>,
  { yes, no, languages, sourceOf }: Words,
): readonly string[] {
  const stands = answers?.standing.get(purpose);
  const agreed = saidYes(stands);
  const saidNo = !agreed && answers?.saidNo.has(purpose) === true;
  const soldAt = stands?.agreed ? stands.soldAt : undefined;
  const { street, postcode, town, country } = post ?? nowhere;
  return [
    ...[email, firstName, lastName, street, postcode, town, country],
    languages[language],
    agreed ? yes : saidNo ? no : '',
    ...(agreed ? [timeOf(stands!.since), sourceOf(proofs.get(stands!.decision))] : ['', '']),
    // A customer who never asked is no yes: only a sale says why they get it (CON-8).
    ...(soldAt ? [timeOf(soldAt), yes] : ['', '']),
    answers?.blocked.includes('email') ? yes : '',
  ];
}

const nowhere = { street: '', postcode: '', town: '', country: '' };

/** To the second, in UTC, as an import reads it. */
function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

type Words = ReturnType<typeof wordsOf>;

/** The words of the cells, each put together once: for a million people that takes longer than all the rest. */
function wordsOf(t: Translate) {
  const ourselves = t('people:export.ourselves');
  const ourForms = new Map<string, string>();
  return {
    yes: t('people:export.yes'),
    no: t('people:export.no'),
    languages: { nl: t('people:export.language.nl'), en: t('people:export.language.en') },
    sourceOf: (proof: Proof | undefined): string => {
      if (!proof) return ourselves;
      if ('evidence' in proof) return proof.evidence;
      const { page } = proof;
      const words = ourForms.get(page) ?? t('people:export.ourForm', { page });
      ourForms.set(page, words);
      return words;
    },
  };
}
