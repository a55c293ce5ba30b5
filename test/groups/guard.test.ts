/** The guard as a pure function: for any sets, no number that it gives points at fewer than k people. */
import { expect } from 'chai';
import fc from 'fast-check';
import { type Bits, bitsOf } from '../../server/groups/cut/bits.ts';
import { guard, questionOf, type Earlier } from '../../server/groups/guard/guard.ts';

const k = 10;
const size = 60;
const everybody = Array.from({ length: size }, (_, index) => index);
const person = fc.integer({ min: 0, max: size - 1 });
const people = fc.uniqueArray(person, { maxLength: size });
// Definitions that are almost alike, or almost the rest of one another, are what the guard is for.
const nearly = fc
  .tuple(
    people,
    fc.array(fc.tuple(fc.boolean(), fc.uniqueArray(person, { maxLength: 12 })), { maxLength: 7 }),
  )
  .map(([base, changes]) => [
    base,
    ...changes.map(([rest, change]) => without(rest ? without(everybody, base) : base, change)),
  ]);

// In one stretch of ordinals, or spread over three.
const spread = fc.constantFrom(1, 2500);

interface Given extends Earlier {
  readonly definition: number;
}

describe('The guard', () => {
  it('SEG-2 SEG-3 gives a number only with k people inside, and k or nobody outside', () => {
    fc.assert(
      fc.property(people, fc.nat({ max: 60 }), (inside, outside) => {
        const audience = bitmap([...inside, ...everybody.slice(0, outside).map((id) => id + size)]);
        const verdict = guard(questionOf(bitmap(inside), audience), [], () => bitmap([]), k);
        const enough = inside.length >= k && (outside === 0 || outside >= k);
        expect(verdict).to.deep.equal(
          enough ? { kind: 'count', people: inside.length } : { kind: 'too-few' },
        );
      }),
    );
  });

  it('SEG-4 gives no two numbers from which 1 to k-1 people can be computed, within audience and complement', () => {
    fc.assert(
      fc.property(nearly, spread, (definitions, step) => {
        const audience = bitmap(everybody, step);
        const given: Given[] = [];
        definitions.forEach((ids, definition) => {
          const question = questionOf(bitmap(ids, step), audience);
          const membersOf = (other: Given) => bitmap(definitions[other.definition]!, step);
          const verdict = guard(question, given, membersOf, k);
          const near = given.filter((other) => pointsAtFew(ids, definitions[other.definition]!));
          if (verdict.kind === 'count') {
            expect(near).to.deep.equal([]);
            given.push({ definition, outline: question.outline });
          }
          // A refusal has a reason, and names it.
          if (verdict.kind === 'clash') expect(near).to.include(verdict.with);
        });
      }),
      { numRuns: 300 },
    );
  });
});

// What somebody learns who subtracts the numbers, or one from the audience less the other.
function pointsAtFew(a: readonly number[], b: readonly number[]): boolean {
  const apart = without(a, b).length;
  const isFew = (count: number) => count > 0 && count < k;
  return isFew(apart) || isFew(size - apart);
}

// What is in one of the two and not in both.
function without(a: readonly number[], b: readonly number[]): number[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((id) => !inB.has(id)), ...b.filter((id) => !inA.has(id))];
}

function bitmap(ids: readonly number[], step = 1): Bits {
  return bitsOf(ids.map((id) => id * step));
}
