/** Hides numbers that may tell of a few people, as a pure function. */

/** A number that may be shown, or that it is above nobody and below k. */
export type GuardedNumber = number | 'too-few';

/** Nobody is no secret; a few may be told apart. */
export function guardedNumber(count: number, k: number): GuardedNumber {
  return count > 0 && count < k ? 'too-few' : count;
}

/** The parts of a whole that is shown: where one is hidden the next smallest is too, or it would follow from the rest. */
export function guardedParts<Name extends string>(
  parts: Readonly<Record<Name, number>>,
  k: number,
): Readonly<Record<Name, GuardedNumber>> {
  const names = Object.keys(parts) as Name[];
  const hidden = new Set(names.filter((name) => guardedNumber(parts[name], k) === 'too-few'));
  if (hidden.size === 1) {
    const rest = names.filter((name) => parts[name] >= k).sort((a, b) => parts[a] - parts[b]);
    rest.slice(0, 1).forEach((name) => hidden.add(name));
  }
  return Object.fromEntries(
    names.map((name) => [name, hidden.has(name) ? 'too-few' : parts[name]]),
  ) as Record<Name, GuardedNumber>;
}
