/** Sums the ledger into days: pure, fed with every line, ledger by ledger; memory grows with days, not with people. */
import { dutchDay } from '../../platform/clock/index.ts';
import type { LedgerId } from '../../platform/ids/index.ts';
import { applyDecision } from '../standing.ts';
import type { Channel, Decision, Purpose, PurposeKey, Standing } from '../words.ts';
import type { Counts, DayOfLeaving, DayOfPurpose, Erased, Sums, WayOut } from './figures.ts';

interface Day {
  readonly yes: Map<Channel, number>;
  readonly ends: Map<WayOut, number>;
}

/** The person whose lines are being read. */
interface Reading {
  readonly ledger: LedgerId;
  standing: Standing;
  /** When each purpose changed last. */
  readonly changedAt: Map<PurposeKey, Date>;
  /** On which days they went by which ways. */
  readonly left: Set<string>;
}

/** Sums lines, which come in the order of their place, one ledger after the other. */
export function sumDecisions(purposes: ReadonlyMap<PurposeKey, Purpose>) {
  const days = new Map<PurposeKey, Map<string, Day>>();
  const leaving = new Map<string, Map<WayOut, number>>();
  let person: Reading | null = null;
  let lines = 0;

  const dayOf = (purpose: PurposeKey, day: string): Day =>
    entry(
      entry(days, purpose, () => new Map<string, Day>()),
      day,
      () => ({ yes: new Map(), ends: new Map() }),
    );
  const leave = (day: string, way: WayOut, people = 1): void =>
    add(
      entry(leaving, day, () => new Map<WayOut, number>()),
      way,
      people,
    );

  return {
    add: (line: Decision): void => {
      lines += 1;
      const purpose = purposes.get(line.purpose);
      if (!purpose) return;
      if (person?.ledger !== line.ledgerId) person = begin(line.ledgerId);
      const before = person.standing.get(line.purpose)?.agreed ?? false;
      person.standing = applyDecision(person.standing, line, purpose);
      const after = person.standing.get(line.purpose)?.agreed ?? false;
      if (before === after) return;
      const at = momentOf(line, person.changedAt.get(line.purpose));
      person.changedAt.set(line.purpose, at);
      const day = dutchDay(at);
      if (after) return add(dayOf(line.purpose, day).yes, line.channel);
      const way = wayOut(line);
      add(dayOf(line.purpose, day).ends, way);
      if (purpose.channel === null || person.left.has(`${day} ${way}`)) return;
      person.left.add(`${day} ${way}`);
      leave(day, way);
    },
    erased: ({ day, purpose, people }: Erased): void => {
      if (purpose === null) leave(day, 'erased', people);
      else add(dayOf(purpose, day).ends, 'erased', people);
    },
    sums: (): Sums => ({
      purposes: new Map([...days].map(([purpose, each]) => [purpose, runningTotal(each)])),
      leaving: inOrder(leaving).map(([day, people]): DayOfLeaving => ({ day, people: plain(people) })),
      lines,
    }),
  };
}

function begin(ledger: LedgerId): Reading {
  return { ledger, standing: new Map(), changedAt: new Map(), left: new Set() };
}

/**
 * When the decision began to count. What was decided earlier and written down later (a letter) cannot undo what stood in
 * between, and nothing counts before it was recorded.
 */
function momentOf({ at, recordedAt }: Decision, changedAt: Date | undefined): Date {
  const known = at < recordedAt ? at : recordedAt;
  return changedAt && changedAt > known ? changedAt : known;
}

function wayOut({ act, channel, form }: Decision): WayOut {
  if (act === 'lapsed') return 'lapsed';
  return channel === 'page' && form === 'my-data' ? 'login' : channel;
}

function runningTotal(days: ReadonlyMap<string, Day>): readonly DayOfPurpose[] {
  let agreed = 0;
  return inOrder(days).map(([day, { yes, ends }]) => {
    agreed += total(yes) - total(ends);
    return { day, agreed, yes: plain(yes), ends: plain(ends) };
  });
}

function inOrder<Value>(days: ReadonlyMap<string, Value>): [string, Value][] {
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1));
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function plain<Name extends string>(counts: ReadonlyMap<Name, number>): Counts<Name> {
  return Object.fromEntries(counts) as Counts<Name>;
}

function add<Name>(counts: Map<Name, number>, name: Name, people = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + people);
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
