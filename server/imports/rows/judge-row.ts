/** Decides what a row may do: a pure function of the row and of what is known of the person (CON-9, CON-10). */
import type { PurposeKey } from '../../consent/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { judgeSale } from './judge-sale.ts';
import type { ImportRow } from './read-row.ts';
import { isTooYoung } from './too-young.ts';
import type { Facts, Fill, Proof, Refusal, Terms, Verdict } from './verdict.ts';

const ordersPurpose: PurposeKey = 'interests.orders';
const nothing: Verdict = {
  outcome: 'unchanged',
  reason: null,
  suppress: null,
  withdraw: [],
  give: [],
  proof: null,
  sale: null,
  fill: {},
  order: 'none',
};

/** What this row may do. A no always counts and needs no proof; a yes never reverses a no, whatever its date. */
export function judgeRow(row: ImportRow, facts: Facts, terms: Terms): Verdict {
  const tooYoung = isTooYoung(row.birthday, terms.minimumAge, terms.now);
  // Nothing at all is kept of who is too young, and the row cannot be mended either.
  if (tooYoung && !facts.subscriber) return refused('tooYoung');
  if (row.problem) return refused(row.problem);
  const away = takeAway(row, facts, terms);
  const takesAway = away.suppress !== null || away.withdraw.length > 0;
  if (row.bounced || row.newsletter === 'no') {
    return { ...nothing, ...away, outcome: takesAway ? 'optOut' : 'unchanged' };
  }
  const verdict = tooYoung ? refused('tooYoung') : judgeYes(row, facts, terms);
  const outcome = takesAway && verdict.outcome === 'unchanged' ? 'optOut' : verdict.outcome;
  return { ...verdict, ...away, outcome };
}

function takeAway(row: ImportRow, facts: Facts, { purpose }: Terms): Pick<Verdict, 'suppress' | 'withdraw'> {
  const isNo = row.newsletter === 'no';
  // Nobody is added to be remembered as a no: the keyed hash of the address is enough.
  const suppress = row.bounced ? 'bounced' : isNo && !facts.subscriber ? 'opted-out' : null;
  const isNews = facts.agreed.has(purpose) || !facts.saidNo.has(purpose);
  const withdraw = [
    ...(isNo && isNews ? [purpose] : []),
    ...(row.orders === 'no' && facts.agreed.has(ordersPurpose) ? [ordersPurpose] : []),
  ];
  return { suppress: facts.suppressed ? null : suppress, withdraw: facts.subscriber ? withdraw : [] };
}

function judgeYes(row: ImportRow, facts: Facts, terms: Terms): Verdict {
  if (row.newsletter === 'unclear' || row.orders === 'unclear') return refused('answerUnclear');
  if (facts.suppressed) return refused('blocked');
  const give = wanted(row, terms).filter((purpose) => !facts.agreed.has(purpose));
  const saidNo = give.filter((purpose) => facts.saidNo.has(purpose));
  if (saidNo.length > 0) return refused(saidNo.includes(terms.purpose) ? 'saidNo' : 'saidNoOrders');
  const sale = give.includes(terms.purpose) ? null : judgeSale(row, facts, terms);
  if (typeof sale === 'string') return refused(sale);
  if (!facts.subscriber && !give.includes(terms.purpose) && !sale) return refused('noConsent');
  const proof = give.length > 0 ? proofOf(row, terms) : null;
  if (typeof proof === 'string') return refused(proof);
  const fill = facts.subscriber ? missing(facts.subscriber, row) : pick(row);
  const changes = give.length > 0 || sale !== null || Object.keys(fill).length > 0;
  return {
    ...nothing,
    outcome: facts.subscriber ? (changes ? 'changed' : 'unchanged') : 'new',
    give,
    proof,
    sale,
    fill,
    order: judgeOrder(row, facts.agreed.has(ordersPurpose) || give.includes(ordersPurpose), terms),
  };
}

function wanted(row: ImportRow, { purpose, hasAnswers, source, consentAt }: Terms): readonly PurposeKey[] {
  const saidForFile = !hasAnswers && source !== '' && consentAt !== null;
  const newsletter = row.newsletter === 'yes' || (row.newsletter === null && saidForFile);
  return [...(newsletter ? [purpose] : []), ...(row.orders === 'yes' ? [ordersPurpose] : [])];
}

/** Where and when the person agreed, or what is wrong with it: the row's own, else what was stated for the file. */
function proofOf(row: ImportRow, terms: Terms): Proof | Refusal {
  const source = row.consentSource || terms.source;
  const at = row.consentAt ?? terms.consentAt;
  if (source === '') return 'noSource';
  if (at === null) return 'noDate';
  if (at === 'unclear') return 'dateUnclear';
  if (at > terms.now) return 'dateInFuture';
  return { source, at, ofFile: row.consentSource === '' || row.consentAt === null };
}

// What the person or the staff wrote here is never overwritten by a file.
function missing(person: Subscriber, row: ImportRow): Fill {
  return {
    ...(person.firstName === '' && person.lastName === '' ? pick({ ...row, post: null }) : {}),
    ...(person.post === null && row.post !== null ? { post: row.post } : {}),
  };
}

function pick({ firstName, lastName, post }: Pick<ImportRow, 'firstName' | 'lastName' | 'post'>): Fill {
  return {
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
    ...(post ? { post } : {}),
  };
}

function judgeOrder(
  { products, orderedAt }: ImportRow,
  agreed: boolean,
  terms: Terms,
): 'none' | 'keep' | 'drop' {
  if (products.length === 0) return 'none';
  const dated = orderedAt !== null && orderedAt >= terms.ordersSince && orderedAt <= terms.now;
  return agreed && dated ? 'keep' : 'drop';
}

function refused(reason: Refusal): Verdict {
  return { ...nothing, outcome: 'refused', reason };
}
