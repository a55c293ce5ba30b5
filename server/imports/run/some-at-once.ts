/** Works on some batches at the same time, so that the program and the database do not wait for each other. */

/**
 * What `work` answers for each batch, in their order, with at most `limit` under way, and none begun once it no longer
 * `goesOn`. Batches that `touch` are worked on one after the other. In the end nothing is under way any more.
 */
export async function* someAtOnce<Batch, Result>(
  batches: AsyncIterable<Batch>,
  limit: number,
  work: (batch: Batch) => Promise<Result>,
  touch: (one: Batch, other: Batch) => boolean,
  goesOn: () => boolean,
): AsyncGenerator<Result> {
  const underWay: { readonly batch: Batch; readonly result: Promise<Result> }[] = [];
  try {
    for await (const batch of batches) {
      if (!goesOn()) break;
      for (const one of underWay) if (touch(one.batch, batch)) await one.result;
      const result = work(batch);
      result.catch(() => undefined); // told where it is waited for
      underWay.push({ batch, result });
      if (underWay.length === limit) yield await underWay.shift()!.result;
    }
    while (underWay.length > 0) yield await underWay.shift()!.result;
  } finally {
    await Promise.allSettled(underWay.map(({ result }) => result));
  }
}
