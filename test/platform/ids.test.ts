/** Ids: of one form, and those that tell their time lie together. */
import { expect } from 'chai';
import { type Id, isId, newTimedId } from '../../server/platform/ids/index.ts';

describe('Timed ids', () => {
  const at = new Date('2026-03-01T10:00:00Z');
  const later = new Date(at.getTime() + 60_000);
  const many = (time: Date) => Array.from({ length: 1000 }, () => newTimedId<Id<'test'>>(time));

  it('have the form of an id, and none comes twice', () => {
    const ids = many(at);
    expect(ids.every(isId)).to.equal(true);
    expect(new Set(ids).size).to.equal(1000);
  });

  it('lie together where they are of the same second', () => {
    const now = new Set(many(at));
    const order = [...now, ...many(later)].sort();
    const [first, last] = [order.findIndex((id) => now.has(id)), order.findLastIndex((id) => now.has(id))];
    expect(last - first).to.equal(999);
  });
});
