/** Reads published versions: the one in force, all of them, one by its number, the one before it. */
import { NotFound } from '../../platform/errors/index.ts';
import type { StatementsContext } from './context.ts';
import { fillWords } from './gaps.ts';
import { hashOfStatement } from './hash-of-statement.ts';
import type { PublishedStatement, StatementState, StatementVersion } from './statement.ts';

/** The version that counts now; before the first one's day, the first. */
export async function inForce({ statements, clock }: StatementsContext): Promise<StatementVersion> {
  const found = (await statements.inForceAt(clock())) ?? (await statements.find(1));
  if (!found) throw new Error('There is no statement: consent.setUp() was not called');
  return found;
}

/** The version that counts now, with its text. */
export async function readInForce(context: StatementsContext): Promise<PublishedStatement> {
  const version = await inForce(context);
  return withText(context, version, version.number);
}

/** Every version, the newest first. */
export async function listStatements(context: StatementsContext): Promise<readonly PublishedStatement[]> {
  const [versions, { number }] = await Promise.all([context.statements.all(), inForce(context)]);
  return Promise.all(versions.map((version) => withText(context, version, number)));
}

/** One version; NotFound where there is none with that number. */
export async function readStatement(context: StatementsContext, number: number): Promise<PublishedStatement> {
  const [version, current] = await Promise.all([context.statements.find(number), inForce(context)]);
  if (!version) throw new NotFound();
  return withText(context, version, current.number);
}

/** The version before it that was not taken back; null for the first. */
export async function readBefore(
  context: StatementsContext,
  number: number,
): Promise<PublishedStatement | null> {
  const all = await listStatements(context);
  return all.find((one) => one.number < number && one.state !== 'withdrawn') ?? null;
}

async function withText(
  { settings, clock }: StatementsContext,
  version: StatementVersion,
  current: number,
): Promise<PublishedStatement> {
  const text = version.text ?? fillWords(version.source, await settings.current());
  const hash = version.hash ?? hashOfStatement({ ...version, text });
  return {
    ...{ ...version, text, hash },
    state: stateOf(version, current, clock()),
    isFixed: version.hash !== null,
  };
}

function stateOf(version: StatementVersion, current: number, now: Date): StatementState {
  if (version.withdrawnAt) return 'withdrawn';
  if (version.number === current) return 'in-force';
  return version.effectiveAt > now ? 'planned' : 'earlier';
}
