/** The hash of a line of the ledger: over its canonical JSON (RFC 8785), the hash of the line before included. */
import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Decision } from '../words.ts';

/** What is hashed: the decision with the commitment to its evidence, which itself is kept apart so that it can be erased. */
export type HashedLine = Omit<Decision, 'evidence'> & {
  /** The line's place in the person's ledger, from 0. */
  readonly place: number;
  /** The hash of the line before, in hex; of the first line null. */
  readonly previous: string | null;
};

/** SHA-256 of anything as canonical JSON, in hex; dates count as ISO texts. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** Canonical JSON (RFC 8785) of plain data. */
export function canonical(value: unknown): string {
  const text = canonicalize(JSON.parse(JSON.stringify(value)) as object);
  if (text === undefined) throw new TypeError('not JSON');
  return text;
}

/**
 * The hash of one line; anything else that the database keeps beside it does not count, and what a line does not have is
 * not in it.
 */
export function hashLine(line: HashedLine): string {
  return hashOfOrdered(ordered(line, line.place, line.previous));
}

/** A line as the ledger keeps it. */
export type LedgerLine = HashedLine & { readonly hash: string };

/** The decisions as further lines of a person's ledger, after the last one there. */
export function chainLines(
  decisions: readonly Decision[],
  last: Pick<LedgerLine, 'place' | 'hash'> | null,
): readonly LedgerLine[] {
  const lines: LedgerLine[] = [];
  for (const decision of decisions) {
    const before = lines.at(-1) ?? last;
    const line = ordered(decision, (before?.place ?? -1) + 1, before?.hash ?? null);
    lines.push(Object.assign(line, { hash: hashOfOrdered(line) }));
  }
  return lines;
}

// In the order of its keys, plain JSON is canonical JSON (RFC 8785 §3.2), and far quicker.
function hashOfOrdered(line: HashedLine): string {
  return hash('sha256', JSON.stringify(line), 'hex');
}

/** What is hashed, in the order of its keys. */
function ordered(
  line: Omit<Decision, 'evidence'>,
  place: number,
  previous: HashedLine['previous'],
): HashedLine & { readonly hash: undefined } {
  return {
    act: line.act,
    actor: inOrder(line.actor),
    at: line.at,
    channel: line.channel,
    evidenceHash: line.evidenceHash,
    form: line.form,
    hash: undefined, // not hashed, of course: there is room for it, and JSON has it not
    id: line.id,
    language: line.language,
    ledgerId: line.ledgerId,
    page: line.page,
    place,
    previous,
    purpose: line.purpose,
    recordedAt: line.recordedAt,
    statementVersion: line.statementVersion,
    until: line.until,
    wording: line.wording,
  };
}

function inOrder<T extends object>(value: T): T {
  const keys = Object.keys(value);
  if (keys.every((key, at) => at === 0 || keys[at - 1]! < key)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
