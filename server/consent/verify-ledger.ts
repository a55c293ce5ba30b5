/** Goes through the whole ledger and finds what was changed by hand, and where; memory does not grow with the ledger. */
import type { LedgerId } from '../platform/ids/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { commitmentTo } from './proof/commit-evidence.ts';
import { hashLine, type LedgerLine } from './proof/hash-line.ts';
import { type MerkleTree, merkleTree } from './proof/merkle.ts';
import { follows, isGenuine, type LedgerRoot } from './proof/root.ts';
import type { PurposesStore } from './purposes-store.ts';
import type { VersionsStore } from './purposes/versions-store.ts';
import { hashesOf, sealOf } from './purposes/wording-version.ts';
import type { RootsStore } from './roots-store.ts';
import type { OpenedStatements } from './statements/open-statements.ts';
import { applyDecision } from './standing.ts';
import type { Purpose, Standing } from './words.ts';
import { hashOfWording } from './wordings.ts';

/** One thing that is not as it was written. */
export interface Finding {
  readonly what:
    | 'line-changed'
    | 'line-missing'
    | 'chain-broken'
    | 'cut-off'
    | 'standing-differs'
    | 'root-differs'
    | 'root-forged'
    | 'root-missing'
    | 'wording-changed'
    | 'evidence-changed'
    | 'version-changed'
    | 'statement-changed';
  /** Where: a ledger and place, the number of a root or a statement, a wording's hash, the decision of a piece of evidence, or a version. */
  readonly where: string;
}

export interface Verification {
  readonly lines: number;
  readonly roots: number;
  /** Lines of today that no root covers yet: for these, only the chain speaks. */
  readonly uncovered: number;
  readonly findings: readonly Finding[];
}

interface VerifyContext {
  readonly ledger: LedgerStore;
  readonly roots: RootsStore;
  readonly purposes: PurposesStore;
  readonly versions: Pick<VersionsStore, 'all'>;
  readonly statements: Pick<OpenedStatements, 'changed'>;
}

const ledgersAtOnce = 500;
const mostFindings = 1000;

/** Checks lines, chains, standings, roots, wordings, evidence and statements; `progress` is told how many lines are done. */
export async function verifyLedger(
  context: VerifyContext,
  progress: (lines: number) => void = () => undefined,
): Promise<Verification> {
  const findings: Finding[] = [];
  const find = (what: Finding['what'], where: string): void => {
    if (findings.length < mostFindings) findings.push({ what, where });
  };
  const purposes = new Map((await context.purposes.purposes()).map((purpose) => [purpose.key, purpose]));
  const trees = new Map<number, MerkleTree>();
  let lines = 0;
  let uncovered = 0;
  let ended: EndedLedger[] = [];
  for await (const { ledger, covered } of ledgerByLedger(context.ledger)) {
    for (const [index, hash] of checkChain(ledger, find).entries()) {
      const root = covered[index] ?? null;
      if (root === null) uncovered += 1;
      else treeOf(trees, root).add(hash);
    }
    ended.push(endOf(ledger, purposes));
    lines += ledger.length;
    if (ended.length < ledgersAtOnce) continue;
    await checkStandings(context.ledger, ended, find);
    ended = [];
    progress(lines);
  }
  await checkStandings(context.ledger, ended, find);
  const roots = await checkRoots(context.roots, trees, find);
  await checkWordings(context.purposes, find);
  await checkEvidence(context.ledger, find);
  await checkVersions(context, find);
  for (const number of await context.statements.changed()) find('statement-changed', `statement ${number}`);
  return { lines, roots, uncovered, findings };
}

interface EndedLedger {
  readonly id: LedgerId;
  readonly lines: number;
  readonly head: string;
  readonly standing: Standing;
}
type Find = (what: Finding['what'], where: string) => void;

async function* ledgerByLedger(store: LedgerStore) {
  let ledger: LedgerLine[] = [];
  let covered: (number | null)[] = [];
  for await (const { line, root } of store.everyLine()) {
    if (ledger.length > 0 && ledger[0]!.ledgerId !== line.ledgerId) {
      yield { ledger, covered };
      ledger = [];
      covered = [];
    }
    ledger.push(line);
    covered.push(root);
  }
  if (ledger.length > 0) yield { ledger, covered };
}

/** The hashes as they come out of the lines, which may not be those that stand in them. */
function checkChain(ledger: readonly LedgerLine[], find: Find): readonly string[] {
  let before: LedgerLine | null = null;
  return ledger.map((line) => {
    const where = `${line.ledgerId}/${line.place}`;
    const hash = hashLine(line);
    if (hash !== line.hash) find('line-changed', where);
    else if (line.place !== (before?.place ?? -1) + 1) find('line-missing', where);
    else if (line.previous !== (before?.hash ?? null)) find('chain-broken', where);
    before = line;
    return hash;
  });
}

function endOf(ledger: readonly LedgerLine[], purposes: ReadonlyMap<string, Purpose>): EndedLedger {
  const last = ledger.at(-1)!;
  const standing = ledger.reduce<Standing>((sum, line) => {
    const purpose = purposes.get(line.purpose);
    return purpose ? applyDecision(sum, line, purpose) : sum;
  }, new Map());
  return { id: last.ledgerId, lines: ledger.length, head: last.hash, standing };
}

/** Of an erased person there is no standing any more, and nothing to compare. */
async function checkStandings(store: LedgerStore, ended: readonly EndedLedger[], find: Find): Promise<void> {
  const known = await store.standingsOf(ended.map(({ id }) => id));
  for (const { id, lines, head, standing } of ended) {
    const kept = known.get(id);
    if (!kept) continue;
    if (kept.lines !== lines || kept.head !== head) find('cut-off', `${id}/${Math.min(lines, kept.lines)}`);
    else if (agreedIn(kept.standing) !== agreedIn(standing)) find('standing-differs', id);
  }
}

function agreedIn(standing: Standing): string {
  const agreed = [...standing]
    .filter(([, { agreed }]) => agreed)
    .map(
      ([purpose, { decision, pausedUntil }]) => `${purpose} ${decision} ${pausedUntil?.toISOString() ?? ''}`,
    );
  return agreed.sort().join('\n');
}

async function checkRoots(
  store: RootsStore,
  trees: ReadonlyMap<number, MerkleTree>,
  find: Find,
): Promise<number> {
  const roots = await store.all();
  let before: LedgerRoot | null = null;
  for (const root of roots) {
    const where = `root ${root.number}`;
    const tree = trees.get(root.number) ?? merkleTree();
    if (!isGenuine(root)) find('root-forged', where);
    if (!follows(root, before)) find('root-missing', where);
    if (tree.leaves !== root.lines || tree.root() !== root.root) find('root-differs', where);
    before = root;
  }
  // Lines may wait under the number of the next root, which is just being made; not under a later one.
  const unknown = [...trees.keys()].filter((number) => number > (roots.at(-1)?.number ?? 0) + 1);
  for (const number of unknown) find('root-missing', `root ${number}`);
  return roots.length;
}

async function checkWordings(store: PurposesStore, find: Find): Promise<void> {
  for (const wording of await store.wordings()) {
    if (hashOfWording(wording) !== wording.hash) find('wording-changed', wording.hash);
  }
}

/** What was erased is not missed, only its commitment is left; of what has no line, the line is what is missing. */
async function checkEvidence(store: LedgerStore, find: Find): Promise<void> {
  for await (const { id, evidence, line } of store.everyEvidence()) {
    if (line && line.evidenceHash !== commitmentTo(evidence)) find('evidence-changed', id);
  }
}

/** When words count, what they cover and for how long is sealed; withdrawing a version adds to it and changes nothing. */
async function checkVersions({ purposes, versions }: VerifyContext, find: Find): Promise<void> {
  const known = new Set((await purposes.wordings()).map(({ hash }) => hash));
  for (const version of await versions.all()) {
    const isWhole = hashesOf(version).every((hash) => known.has(hash));
    if (!isWhole || sealOf(version) !== version.seal) {
      find('version-changed', `${version.purpose} ${version.number}`);
    }
  }
}

function treeOf(trees: Map<number, MerkleTree>, number: number): MerkleTree {
  const tree = trees.get(number) ?? merkleTree();
  trees.set(number, tree);
  return tree;
}
