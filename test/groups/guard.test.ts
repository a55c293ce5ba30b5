/** The guard as a pure function: for any sets, no number that it gives points at fewer than k people. */
import { expect } from 'chai';
import fc from 'fast-check';
import { guard, type Earlier } from '../../server/groups/guard.ts';

const k = 10;
const person = fc.integer({ min: 0, max: 39 }).map(String);
const people = fc.uniqueArray(person, { maxLength: 40 }).map((ids) => new Set(ids));
// Definitions that are almost alike are what the guard is for: mostly one set, some changed a little.
const nearly = fc
  .tuple(people, fc.array(fc.uniqueArray(person, { maxLength: 12 }), { maxLength: 6 }))
  .map(([base, changes]) => [base, ...changes.map((change) => symmetricDifference(base, new Set(change)))]);

describe('The guard', () => {
  it('SEG-2 SEG-3 gives a number only with k people inside, and k or nobody outside', () => {
    fc.assert(
      fc.property(people, fc.nat({ max: 60 }), (members, outside) => {
        const verdict = guard(members, members.size + outside, [], k);
        const enough = members.size >= k && (outside === 0 || outside >= k);
        expect(verdict).to.deep.equal(enough ? { kind: 'count', people: members.size } : { kind: 'too-few' });
      }),
    );
  });

  it('SEG-4 gives no two numbers whose people differ by 1 to k-1', () => {
    fc.assert(
      fc.property(nearly, (definitions) => {
        const given: Earlier<number>[] = [];
        definitions.forEach((members, definition) => {
          const verdict = guard(members, 100, given, k);
          if (verdict.kind === 'count') given.push({ definition, members });
          if (verdict.kind === 'clash') {
            const other = definitions[verdict.with]!;
            expect(symmetricDifference(members, other).size).to.be.within(1, k - 1);
          }
        });
        for (const a of given) {
          for (const b of given) {
            const differing = symmetricDifference(a.members, b.members).size;
            expect(differing === 0 || differing >= k).to.equal(true);
          }
        }
      }),
    );
  });
});

function symmetricDifference(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...[...a].filter((id) => !b.has(id)), ...[...b].filter((id) => !a.has(id))]);
}
