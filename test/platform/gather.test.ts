/** What comes in at the same time is done together, and nobody pays for somebody else's failure. */
import { expect } from 'chai';
import { askTogether, gather } from '../../server/platform/gather/index.ts';

describe('platform/gather', () => {
  const done = <T>(value: T) => ({ status: 'fulfilled' as const, value });

  it('does the first at once, and together what comes in meanwhile', async () => {
    const batches: (readonly number[])[] = [];
    const double = gather<number, number>(3, String, async (items) => {
      batches.push(items);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items.map((item) => done(item * 2));
    });
    expect(await Promise.all([1, 2, 3, 4, 5].map(double))).to.deep.equal([2, 4, 6, 8, 10]);
    expect(batches).to.deep.equal([[1], [2, 3, 4], [5]]);
  });

  it('never has the same key twice in a batch, and keeps the order of each key', async () => {
    const batches: (readonly string[])[] = [];
    const ask = gather<string, string>(
      10,
      (item) => item[0]!,
      (items) => {
        batches.push(items);
        return Promise.resolve(items.map(done));
      },
    );
    await Promise.all(['x0', 'a1', 'b1', 'a2', 'a3'].map(ask));
    expect(batches).to.deep.equal([['x0'], ['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('tells each its own error, or all of them that of the whole batch, and goes on', async () => {
    const ask = gather<number, number>(10, String, (items) => {
      if (items.includes(7)) return Promise.reject(new Error('all'));
      return Promise.resolve(
        items.map((item) =>
          item === 2 ? { status: 'rejected' as const, reason: new Error('two') } : done(item),
        ),
      );
    });
    const first = await Promise.allSettled([1, 2, 3].map(ask));
    expect(first.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(await ask(7).catch(String)).to.equal('Error: all');
    expect(await ask(8)).to.equal(8);
  });

  it('asks about many at once what is asked one by one at the same time', async () => {
    const asked: (readonly string[])[] = [];
    const lengthOf = askTogether((ids: readonly string[]) => {
      asked.push(ids);
      return Promise.resolve(new Map(ids.filter((id) => id !== 'gone').map((id) => [id, id.length])));
    });
    expect(await Promise.all(['a', 'bb', 'gone', 'bb'].map(lengthOf))).to.deep.equal([1, 2, undefined, 2]);
    expect(asked).to.deep.equal([['a'], ['bb', 'gone'], ['bb']]);
  });
});
