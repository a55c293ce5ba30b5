/** Which versions have too few recipients to be sent (SEG-9), as a pure function. */
import { defaultVersion } from '../words.ts';

/**
 * The versions whose people get the default instead, so that each version has 0 or at least k recipients. Where the
 * default itself would be left with too few, nobody gets anything else.
 */
export function versionsToLevel(people: ReadonlyMap<string, number>, k: number): string[] {
  const others = [...people].filter(([version]) => version !== defaultVersion);
  const small = others.filter(([, count]) => count < k);
  const inDefault = small.reduce((sum, [, count]) => sum + count, people.get(defaultVersion) ?? 0);
  const fallen = inDefault > 0 && inDefault < k ? others : small;
  return fallen.map(([version]) => version);
}

/** How many recipients each version has once those have fallen to the default. */
export function levelled(
  people: ReadonlyMap<string, number>,
  fallen: readonly string[],
): Map<string, number> {
  const after = new Map<string, number>();
  for (const [version, count] of people) {
    const to = fallen.includes(version) ? defaultVersion : version;
    after.set(to, (after.get(to) ?? 0) + count);
  }
  return after;
}
