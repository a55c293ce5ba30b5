/** Writes what one row does, in one transaction together with its receipt, so that no row is ever written twice. */
import type { NewDecision, PurposeKey } from '../../consent/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { formatDate, type Language, translator } from '../../platform/i18n/index.ts';
import { newId, type SubscriberId } from '../../platform/ids/index.ts';
import type { ImportsContext } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import type { Facts, Terms, Verdict } from '../rows/verdict.ts';
import type { ImportRow } from '../rows/read-row.ts';

/** A row that was judged, with all that its writing needs. */
export interface Writing {
  readonly run: ImportRun;
  readonly terms: Terms;
  readonly row: ImportRow;
  readonly facts: Facts;
  readonly verdict: Verdict;
}

/** Whether the verdict changes anything (its order apart). */
export function writesSomething({ suppress, withdraw, give, sale, fill }: Verdict): boolean {
  const decides = withdraw.length > 0 || give.length > 0 || sale !== null;
  return suppress !== null || decides || Object.keys(fill).length > 0;
}

/**
 * Carries out the verdict; answers the person's id, null where there is none. The source goes into the evidence,
 * which can be erased, and not into the ledger's own fields; who stated it for a file is kept with the import.
 */
export async function writeRow(context: ImportsContext, writing: Writing): Promise<SubscriberId | null> {
  const { run, row, facts, verdict } = writing;
  const alongside = async (tx: Tx): Promise<void> => {
    await context.rows.addReceipt(run.id, row.number, verdict.outcome, tx);
    if (verdict.suppress) await context.consent.suppress(row.email, verdict.suppress, context.clock(), tx);
    if (verdict.outcome === 'new') await createPerson(context, writing, id!, tx);
    else if (id && Object.keys(verdict.fill).length > 0)
      await context.subscribers.change(id, verdict.fill, tx);
  };
  const id = facts.subscriber?.id ?? (verdict.outcome === 'new' ? newId<SubscriberId>() : null);
  if (!writesSomething(verdict)) return id;
  if (id) await context.consent.record(id, decisionsOf(writing), alongside);
  else await context.db.transaction(alongside);
  return id;
}

/** Hands the order to interests, which keeps it for its term; doing it again changes nothing. */
export async function writeOrder(
  context: ImportsContext,
  row: ImportRow,
  subscriber: SubscriberId,
): Promise<void> {
  const at = row.orderedAt!;
  const matches = await Promise.all(row.products.map((name) => context.interests.matchProduct({ name })));
  await context.interests.noteOrders(
    subscriber,
    matches.flat().map((match) => ({ ...match, at })),
  );
  await context.subscribers.markActive(subscriber, 'order', at);
}

async function createPerson(
  context: ImportsContext,
  writing: Writing,
  id: SubscriberId,
  tx: Tx,
): Promise<void> {
  const { row, terms, verdict } = writing;
  const language = languageOf(row, terms);
  // Being imported is no activity of the person (PRIV-6): agreeing, or buying, was the last that we know of.
  const lastActivityAt = verdict.proof?.at ?? verdict.sale!;
  await context.subscribers.create(
    { id, email: row.email, language, lastActivityAt, ...verdict.fill },
    terms.now,
    tx,
  );
}

function decisionsOf({ run, terms, row, verdict, facts }: Writing): readonly NewDecision[] {
  const common = {
    wording: null, // not ticked on our pages, so no words of ours can be shown for it (CON-3)
    language: facts.subscriber?.language ?? languageOf(row, terms),
    statementVersion: 0, // none of ours was shown
    form: 'import',
    page: null,
    channel: 'import',
    actor: { kind: 'import', id: run.id },
  } as const;
  const t = translator(common.language);
  const place = { file: run.fileName, row: row.number };
  const withdrawn = verdict.withdraw.map((purpose): NewDecision => {
    return {
      ...common,
      purpose,
      act: 'withdrawn',
      at: terms.now,
      evidence: t('imports:evidence.optOut', place),
    };
  });
  const soldOn = (at: Date): NewDecision => {
    const evidence = t('imports:evidence.sale', { ...place, date: formatDate(at, common.language) });
    return { ...common, purpose: terms.purpose, act: 'soft-opt-in', at, evidence };
  };
  const given = verdict.give.flatMap((purpose) =>
    actsFor(purpose).map((act): NewDecision => {
      const { at, source, ofFile } = verdict.proof!;
      const values = { ...place, source };
      const evidence = ofFile ? t('imports:evidence.ofFile', values) : t('imports:evidence.ofRow', values);
      return { ...common, purpose, act, at, evidence };
    }),
  );
  return [...withdrawn, ...given, ...(verdict.sale ? [soldOn(verdict.sale)] : [])];
}

// E-mail asks for a confirmation; the source and date of the row stand for it.
function actsFor(purpose: PurposeKey): readonly ('given' | 'confirmed')[] {
  return purpose.endsWith('.email') ? ['given', 'confirmed'] : ['given'];
}

function languageOf(row: ImportRow, terms: Terms): Language {
  return row.language ?? terms.language;
}
