/** The guard: decides whether a number may be shown, so that no number points at a person (SEG-2 to SEG-4). */
import type { RoaringBitmap32 } from 'roaring-wasm';

/** How many members are in each stretch of ordinals: enough to see of most sets that they are far apart. */
export type Outline = readonly number[];

/** A definition that was answered with a number before. */
export interface Earlier<Definition> {
  readonly definition: Definition;
  readonly outline: Outline;
}

export type Verdict<Definition> =
  | { readonly kind: 'count'; readonly people: number }
  | { readonly kind: 'too-few' }
  | { readonly kind: 'clash'; readonly with: Definition };

/** What is asked, as members of an audience of the same cut. */
export interface Question {
  readonly members: RoaringBitmap32;
  readonly audience: RoaringBitmap32;
}

const stretch = 2 ** 16;

/** The outline of a set whose audience reaches to `audience`'s last ordinal. */
export function outlineOf({ members, audience }: Question): Outline {
  const stretches = audience.isEmpty ? 0 : Math.floor(audience.maximum() / stretch) + 1;
  return Array.from({ length: stretches }, (_, index) =>
    members.rangeCardinality(index * stretch, (index + 1) * stretch),
  );
}

/**
 * Too few are fewer than k inside, or 1 to k-1 outside. A clash is a difference of 1 to k-1 people with an earlier
 * definition, or with everybody else of the audience than it: two numbers are easily subtracted. What `membersOf`
 * gives is disposed of here.
 */
export function guard<Definition>(
  question: Question,
  earlier: readonly Earlier<Definition>[],
  membersOf: (definition: Definition) => RoaringBitmap32,
  k: number,
): Verdict<Definition> {
  const { members, audience } = question;
  const people = members.size;
  if (people < k || isFew(audience.size - people, k)) return { kind: 'too-few' };
  const outline = outlineOf(question);
  const whole = outlineOf({ members: audience, audience });
  const clash = earlier.find((other) => {
    if (!mayBeNear(outline, other.outline, whole, k)) return false;
    const others = membersOf(other.definition);
    const difference = differenceOf(members, others);
    others.dispose();
    return isFew(difference, k) || isFew(audience.size - difference, k);
  });
  return clash ? { kind: 'clash', with: clash.definition } : { kind: 'count', people };
}

function isFew(people: number, k: number): boolean {
  return people > 0 && people < k;
}

// Who is in one of the two and not in the other, both ways.
function differenceOf(a: RoaringBitmap32, b: RoaringBitmap32): number {
  return a.andNotCardinality(b) + b.andNotCardinality(a);
}

/**
 * Two sets differ by at least the sum of what their stretches differ by. So most earlier definitions are seen to be k
 * people and more away, from this one and from everybody else than this one, without looking at their members.
 */
function mayBeNear(a: Outline, b: Outline, whole: Outline, k: number): boolean {
  let apart = 0;
  let apartFromRest = 0;
  for (const [index, all] of whole.entries()) {
    apart += Math.abs(a[index]! - (b[index] ?? 0));
    apartFromRest += Math.abs(all - a[index]! - (b[index] ?? 0));
  }
  return apart < k || apartFromRest < k;
}
