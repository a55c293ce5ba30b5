/** Does together what is asked for at the same time: while one batch is under way, the next one gathers. */

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gives a function that hands its items to `work` in batches of at most `most`, one batch after the other, no two items
 * with the same key in one batch. `work` answers a result or an error for each item, in their order.
 */
export function gather<Item, Result>(
  most: number,
  keyOf: (item: Item) => string,
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
): (item: Item) => Promise<Result> {
  let waiting: readonly Waiting<Item, Result>[] = [];
  let underWay = false;

  const takeBatch = (): readonly Waiting<Item, Result>[] => {
    const batch = new Map<string, Waiting<Item, Result>>();
    const rest: Waiting<Item, Result>[] = [];
    for (const one of waiting) {
      const key = keyOf(one.item);
      if (batch.size < most && !batch.has(key)) batch.set(key, one);
      else rest.push(one);
    }
    waiting = rest;
    return [...batch.values()];
  };
  const workOff = async (): Promise<void> => {
    underWay = true;
    while (waiting.length > 0) {
      const batch = takeBatch();
      const results = await work(batch.map(({ item }) => item)).catch((error: unknown) =>
        batch.map(() => ({ status: 'rejected' as const, reason: error })),
      );
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]!;
        if (result.status === 'fulfilled') resolve(result.value);
        else reject(result.reason);
      }
    }
    underWay = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting = [...waiting, { item, resolve, reject }];
      if (!underWay) void workOff();
    });
}
