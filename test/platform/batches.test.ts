/** Taking what comes one by one so many at a time. */
import { expect } from 'chai';
import { inBatches } from '../../server/platform/batches/index.ts';

describe('Batches', () => {
  const batchesOf = async (count: number, size: number) => {
    const all = async function* () {
      for (let one = 0; one < count; one += 1) yield await Promise.resolve(one);
    };
    const batches: (readonly number[])[] = [];
    for await (const batch of inBatches(all(), size)) batches.push(batch);
    return batches;
  };

  it('hold everything in its order, the last one what is left, and none is empty', async () => {
    expect(await batchesOf(5, 2)).to.deep.equal([[0, 1], [2, 3], [4]]);
    expect(await batchesOf(4, 2)).to.deep.equal([
      [0, 1],
      [2, 3],
    ]);
    expect(await batchesOf(0, 2)).to.deep.equal([]);
  });
});
