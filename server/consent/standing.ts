/** What a decision does to what was standing: a pure function, so that every edge can be tested. */
import type { Decision, Purpose, PurposeKey, PurposeStanding, Standing } from './words.ts';

/** The standing after one more decision. */
export function applyDecision(standing: Standing, decision: Decision, purpose: Purpose): Standing {
  const before = standing.get(decision.purpose);
  const isBreak = decision.act === 'paused' || decision.act === 'resumed';
  const after = isBreak
    ? afterBreak(decision, before)
    : decision.act === 'soft-opt-in'
      ? afterSale(decision, before)
      : afterAnswer(decision, purpose, before);
  return after ? new Map<PurposeKey, PurposeStanding>([...standing, [decision.purpose, after]]) : standing;
}

/** Whether the person said yes to it; a customer who never asked did not (CON-8). */
export function saidYes(stands: Pick<PurposeStanding, 'agreed' | 'soldAt'> | undefined): boolean {
  return stands !== undefined && stands.agreed && stands.soldAt === undefined;
}

/** Until when the person gets nothing of what they agreed to; null when they take no break now. */
export function pausedUntil(
  standing: ReadonlyMap<PurposeKey, Pick<PurposeStanding, 'pausedUntil'>>,
  now: Date,
): Date | null {
  const ends = [...standing.values()].flatMap(({ pausedUntil: end }) => (end && end > now ? [end] : []));
  return ends.length > 0 ? new Date(Math.max(...ends.map((end) => end.getTime()))) : null;
}

// A break says nothing about what was agreed to: only what stands can take one.
function afterBreak(
  { act, until }: Decision,
  before: PurposeStanding | undefined,
): PurposeStanding | undefined {
  if (!before?.agreed) return before;
  const { pausedUntil: _, ...standing } = before;
  return act === 'paused' && until ? { ...standing, pausedUntil: until } : standing;
}

// A sale counts only where nothing was ever answered: it is never put over a no, and a yes is more (CON-8).
function afterSale({ at, id }: Decision, before: PurposeStanding | undefined): PurposeStanding {
  if (before?.soldAt === undefined)
    return before ?? { agreed: true, since: at, decision: id, wording: null, soldAt: at };
  return at > before.soldAt ? { ...before, soldAt: at } : before;
}

// A yes that is said again does not end a break; whatever ends the yes does.
function afterAnswer(
  decision: Decision,
  purpose: Purpose,
  before: PurposeStanding | undefined,
): PurposeStanding {
  const hadAgreed = saidYes(before);
  const agreed = agreedAfter(decision, purpose, hadAgreed);
  if (before && hadAgreed && decision.act === 'confirmed') return before;
  // What a customer gets goes on until they confirm that they ask for it.
  if (before?.soldAt && decision.act === 'given' && !agreed) return { ...before, wording: decision.wording };
  const pause = agreed && before?.pausedUntil ? { pausedUntil: before.pausedUntil } : {};
  const wording = wordingAfter(decision, before);
  return { agreed, since: decision.at, decision: decision.id, wording, ...pause };
}

function agreedAfter({ act }: Decision, purpose: Purpose, before: boolean): boolean {
  if (act === 'given') return before || !purpose.needsConfirmation;
  return act === 'confirmed';
}

// A confirmation has no wording of its own: it confirms the words of what was given.
function wordingAfter(decision: Decision, before: PurposeStanding | undefined): string | null {
  return decision.wording ?? (decision.act === 'confirmed' ? (before?.wording ?? null) : null);
}
