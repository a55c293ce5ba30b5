/** Works on two batches at the same time, so that the program and the database do not wait for each other. */

/**
 * What `work` answers for each batch, in their order; a batch begins when the one before the last is through, and only
 * while `goesOn`. Batches that `touch` are worked on one after the other. In the end nothing is under way any more.
 */
export async function* twoAtOnce<Batch, Result>(
  batches: AsyncIterable<Batch>,
  work: (batch: Batch) => Promise<Result>,
  touch: (one: Batch, other: Batch) => boolean,
  goesOn: () => boolean,
): AsyncGenerator<Result> {
  let before: { readonly batch: Batch; readonly result: Promise<Result> } | null = null;
  try {
    for await (const batch of batches) {
      if (!goesOn()) break;
      if (before && touch(before.batch, batch)) await before.result;
      const result = work(batch);
      result.catch(() => undefined); // told where it is waited for
      const first: typeof before = before;
      before = { batch, result };
      if (first) yield await first.result;
    }
    const last = before;
    before = null;
    if (last) yield await last.result;
  } finally {
    await before?.result.catch(() => undefined);
  }
}
