/** Shares mails out over servers by their weights, as pure functions. */
import type { Random } from '../../../platform/mail/index.ts';

/** How many of so many mails each gets; what does not divide goes by chance, so that few mails keep to the weights too. */
export function shareOut(
  mails: number,
  weights: ReadonlyMap<string, number>,
  random: Random,
): Map<string, number> {
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const shares = new Map<string, number>();
  if (all === 0) return shares;
  for (const [name, weight] of weights) shares.set(name, Math.floor((mails * weight) / all));
  let rest = mails - [...shares.values()].reduce((sum, share) => sum + share, 0);
  for (; rest > 0; rest -= 1) {
    const name = chosen(weights, random() * all);
    shares.set(name, shares.get(name)! + 1);
  }
  return shares;
}

/** The names in an order in which each comes at even distances, as often as it should. */
export function inTurn(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .flatMap(([name, count]) =>
      Array.from({ length: count }, (_, index) => ({ name, at: (index + 0.5) / count })),
    )
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

function chosen(weights: ReadonlyMap<string, number>, point: number): string {
  let passed = 0;
  let last = '';
  for (const [name, weight] of weights) {
    passed += weight;
    if (weight > 0) last = name;
    if (point < passed) return name;
  }
  return last;
}
