/** The guard: decides whether a number may be shown, so that no number points at a person (SEG-2 to SEG-4). */
import { type Bits, difference, sizes } from '../cut/bits.ts';

/** How many members are in each stretch of ordinals: enough to see of most sets that they are far apart. */
export type Outline = readonly number[];

/** A definition that was answered with a number before, as far as the guard needs to know it. */
export interface Earlier {
  readonly outline: Outline;
}

export type Verdict<Other extends Earlier> =
  | { readonly kind: 'count'; readonly people: number }
  | { readonly kind: 'too-few' }
  | { readonly kind: 'clash'; readonly with: Other };

/** What is asked, as members of an audience of the same cut. */
interface Question {
  readonly members: Bits;
  readonly outline: Outline;
  /** Of the audience. */
  readonly whole: Outline;
}

/** Members of an audience, ready to be asked about. */
export function questionOf(members: Bits, audience: Bits): Question {
  return { members, outline: sizes(members), whole: sizes(audience) };
}

/**
 * Those of the earlier definitions that may be near to the question, or to everybody else than it. Two sets differ by at
 * least the sum of what their stretches differ by: so most are seen to be k people and more away without their members.
 */
export function nearTo<Other extends Earlier>(
  { outline, whole }: Question,
  earlier: readonly Other[],
  k: number,
): readonly Other[] {
  const rest = whole.map((all, index) => all - (outline[index] ?? 0));
  return earlier.filter((other) => isNear(outline, other.outline, k) || isNear(rest, other.outline, k));
}

/**
 * Too few are fewer than k inside, or 1 to k-1 outside. A clash is a difference of 1 to k-1 people with an earlier
 * definition, or with everybody else of the audience than it: two numbers are easily subtracted. `membersOf` is asked
 * for those alone that may be near.
 */
export function guard<Other extends Earlier>(
  question: Question,
  earlier: readonly Other[],
  membersOf: (other: Other) => Bits,
  k: number,
): Verdict<Other> {
  const people = sum(question.outline);
  const of = sum(question.whole);
  if (people < k || isFew(of - people, k)) return { kind: 'too-few' };
  const clash = nearTo(question, earlier, k).find((other) => {
    const apart = difference(question.members, membersOf(other));
    return isFew(apart, k) || isFew(of - apart, k);
  });
  return clash ? { kind: 'clash', with: clash } : { kind: 'count', people };
}

/** How many people an outline is of. */
export function sum(outline: Outline): number {
  return outline.reduce((people, more) => people + more, 0);
}

function isFew(people: number, k: number): boolean {
  return people > 0 && people < k;
}

function isNear(a: Outline, b: Outline, k: number): boolean {
  let apart = 0;
  for (let index = 0; index < Math.max(a.length, b.length) && apart < k; index += 1)
    apart += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return apart < k;
}
