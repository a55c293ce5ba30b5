/** What was asked of a cut about an audience so far: a process keeps it in memory and reads each answer once. */
import type { PurposeKey } from '../../consent/index.ts';
import type { GroupsStore } from '../groups-store.ts';
import type { Counted, CutId } from '../model.ts';

/** The questions about one audience of one cut, as far as this process knows them. Answers never change. */
export interface Asked {
  /** In the order in which they were asked. */
  readonly all: readonly Counted[];
  /** Those that were answered with a number. */
  readonly given: readonly Counted[];
  known(hash: string): Counted | undefined;
  /** Adds what was asked meanwhile, by other processes too. */
  readOn(): Promise<void>;
  /** Adds an answer that was kept just now. */
  add(counted: Counted): void;
}

/** What is known of a cut and an audience; read once when it is first needed. */
export type AskedOf = (cut: CutId, audience: PurposeKey) => Promise<Asked>;

/** As many cuts as the database keeps, and the one that is being counted before it is published. */
const mostCuts = 3;

/** Opens the memory of the process. */
export function openAsked(store: GroupsStore): AskedOf {
  const cuts = new Map<CutId, Map<PurposeKey, Promise<Asked>>>();
  return (cut, audience) => {
    const audiences = cuts.get(cut) ?? new Map<PurposeKey, Promise<Asked>>();
    cuts.set(cut, audiences);
    if (cuts.size > mostCuts) cuts.delete([...cuts.keys()][0]!);
    const known = audiences.get(audience) ?? open(store, cut, audience);
    audiences.set(audience, known);
    known.catch(() => audiences.delete(audience));
    return known;
  };
}

async function open(store: GroupsStore, cut: CutId, audience: PurposeKey): Promise<Asked> {
  const all: Counted[] = [];
  const given: Counted[] = [];
  const byHash = new Map<string, Counted>();
  const add = (counted: Counted) => {
    // Two questions at a time may read the same answers.
    if (counted.place !== all.length) return;
    all.push(counted);
    byHash.set(counted.hash, counted);
    if (counted.answer.kind === 'count') given.push(counted);
  };
  const readOn = async () => (await store.countedFrom(cut, audience, all.length)).forEach(add);
  await readOn();
  return { all, given, known: (hash) => byHash.get(hash), readOn, add };
}
