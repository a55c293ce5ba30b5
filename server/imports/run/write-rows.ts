/** Judges some rows of different people and writes what they do, in a transaction that is under way. */
import type { Act, NewDecision, PurposeKey } from '../../consent/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { formatDate, type Language, translator } from '../../platform/i18n/index.ts';
import { newId, type SubscriberId } from '../../platform/ids/index.ts';
import type { ImportsContext } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { judgeRow } from '../rows/judge-row.ts';
import type { Facts, Terms, Verdict } from '../rows/verdict.ts';
import type { ImportRow } from '../rows/read-row.ts';
import { emailsOf, lookUp, nobody } from './look-up.ts';
import type { RowResult } from './tally.ts';

/** A row that was written, and who it is about; null where that is nobody here. */
export interface WrittenRow extends RowResult, Pick<Verdict, 'suppress'> {
  readonly person: SubscriberId | null;
}

/** A row that was judged, with all that its writing needs. */
interface Writing {
  readonly run: ImportRun;
  readonly terms: Terms;
  readonly row: ImportRow;
  readonly facts: Facts;
  readonly verdict: Verdict;
  /** The person; null where there is none. */
  readonly id: SubscriberId | null;
}

/**
 * Writes what rows of different addresses do. The people are looked up in the transaction itself: who says no at the
 * same moment makes it fail, and it is done again with that no.
 */
export async function writeRows(
  context: ImportsContext,
  run: ImportRun,
  terms: Terms,
  rows: readonly ImportRow[],
  tx: Tx,
): Promise<readonly WrittenRow[]> {
  const { consent, subscribers, clock } = context;
  const known = await lookUp(context, emailsOf(rows), tx);
  const writings = rows.map((row): Writing => {
    const facts = known.get(row.email) ?? nobody;
    const verdict = judgeRow(row, facts, terms);
    const id = facts.subscriber?.id ?? (verdict.outcome === 'new' ? newId<SubscriberId>() : null);
    return { run, terms, row, facts, verdict, id };
  });
  const blocked = writings.flatMap(({ row: { email }, verdict: { suppress: reason } }) =>
    reason ? [{ email, reason }] : [],
  );
  await consent.suppressMany(blocked, clock(), tx);
  const added = writings.filter(({ verdict }) => verdict.outcome === 'new');
  await subscribers.createMany(added.map(asPerson), terms.now, tx);
  const filled = writings.flatMap(({ id, facts, verdict: { fill } }) =>
    facts.subscriber && Object.keys(fill).length > 0 ? [{ id: id!, part: fill }] : [],
  );
  await subscribers.changeMany(filled, tx);
  const sentence = sentencesOf(run);
  const wishes = writings.flatMap((writing) => {
    const { id, facts } = writing;
    const wanted = id ? decisionsOf(writing, sentence) : [];
    return id ? [{ subscriber: id, wanted, isNew: facts.subscriber === null }] : [];
  });
  await consent.recordMany(wishes, tx);
  return writings.map(({ row, verdict, id }) => ({ ...verdict, row, person: id }));
}

function asPerson({ id, row, terms, verdict }: Writing) {
  return {
    id: id!,
    email: row.email,
    language: languageOf(row, terms),
    // Being imported is no activity of the person (PRIV-6): agreeing, or buying, was the last that we know of.
    lastActivityAt: verdict.proof?.at ?? verdict.sale!,
    ...verdict.fill,
  };
}

// The source goes into the evidence, which can be erased, and not into the ledger's own fields; who stated it for a file
// is kept with the import.
function decisionsOf(
  { run, terms, row, verdict, facts }: Writing,
  sentence: Sentence,
): readonly NewDecision[] {
  const { withdraw, give, sale, proof } = verdict;
  if (withdraw.length + give.length === 0 && sale === null) return [];
  const language = facts.subscriber?.language ?? languageOf(row, terms);
  const decision = (purpose: PurposeKey, act: Act, at: Date, evidence: string): NewDecision => ({
    purpose,
    act,
    at,
    evidence,
    language,
    wording: null, // not ticked on our pages, so no words of ours can be shown for it (CON-3)
    statementVersion: 0, // none of ours was shown
    form: 'import',
    page: null,
    channel: 'import',
    actor: { id: run.id, kind: 'import' },
  });
  const withdrawn = withdraw.map((purpose) =>
    decision(purpose, 'withdrawn', terms.now, sentence(row, language, 'optOut')),
  );
  const soldOn = (at: Date): NewDecision => {
    const evidence = sentence(row, language, 'sale', { date: formatDate(at, language) });
    return decision(terms.purpose, 'soft-opt-in', at, evidence);
  };
  const kind = proof?.ofFile ? 'ofFile' : 'ofRow';
  const shown = proof && sentence(row, language, kind, { source: proof.source });
  const given = give.map((purpose) => decision(purpose, yesTo(purpose, terms), proof!.at, shown!));
  return [...withdrawn, ...given, ...(sale ? [soldOn(sale)] : [])];
}

type Sentence = (
  row: ImportRow,
  language: Language,
  kind: 'optOut' | 'sale' | 'ofFile' | 'ofRow',
  values?: Readonly<Record<string, string>>,
) => string;

/** The sentences that show decisions. One that differs by the row's number only is put together once, which takes long. */
function sentencesOf({ fileName }: ImportRun): Sentence {
  const around = new Map<string, readonly string[]>();
  const number = '\u0000';
  return (row, language, kind, values = {}) => {
    const key = JSON.stringify([language, kind, values]);
    const made =
      around.get(key) ??
      translator(language)(`imports:evidence.${kind}`, { ...values, file: fileName, row: number }).split(
        number,
      );
    around.set(key, made);
    return made.join(String(row.number));
  };
}

// The newsletter asks for a confirmation: the row's source and date stand for it, and for a 'given' that nobody here saw.
function yesTo(purpose: PurposeKey, terms: Terms): 'given' | 'confirmed' {
  return purpose === terms.purpose ? 'confirmed' : 'given';
}

function languageOf(row: ImportRow, terms: Terms): Language {
  return row.language ?? terms.language;
}
