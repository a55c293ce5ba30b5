/** The guard: decides whether a number may be shown, so that no number points at a person (SEG-2 to SEG-4). */

/** A definition that was answered with a number before, by the fingerprints of its members. */
export interface Earlier<Definition> {
  readonly definition: Definition;
  readonly members: ReadonlySet<string>;
}

export type Verdict<Definition> =
  | { readonly kind: 'count'; readonly people: number }
  | { readonly kind: 'too-few' }
  | { readonly kind: 'clash'; readonly with: Definition };

/**
 * `members` is a part of an audience of `audienceSize` people. Too few are fewer than k inside, or 1 to k-1 outside;
 * a clash is a difference of 1 to k-1 people with an earlier definition, because two numbers are easily subtracted.
 */
export function guard<Definition>(
  members: ReadonlySet<string>,
  audienceSize: number,
  earlier: readonly Earlier<Definition>[],
  k: number,
): Verdict<Definition> {
  if (members.size < k) return { kind: 'too-few' };
  if (isFew(audienceSize - members.size, k)) return { kind: 'too-few' };
  const clash = earlier.find((other) => isFew(difference(members, other.members), k));
  return clash ? { kind: 'clash', with: clash.definition } : { kind: 'count', people: members.size };
}

function isFew(people: number, k: number): boolean {
  return people > 0 && people < k;
}

// How many people are in one of the two and not in the other.
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const member of a) if (b.has(member)) shared += 1;
  return a.size + b.size - 2 * shared;
}
