/** Takes what comes one by one in batches, so that there is one question for many. */

/** So many at a time, in their order; the last batch may be smaller, none is empty. */
export async function* inBatches<One>(
  all: AsyncIterable<One> | Iterable<One>,
  size: number,
): AsyncGenerator<readonly One[]> {
  let batch: One[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
