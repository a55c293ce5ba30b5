/** Forgets hand-over files that nothing refers to any more: those of workers that ended between two steps. */
import type { Room } from '../room.ts';

/** Keeps the files of claims under way, and those of rows without an outcome. */
export async function forgetFiles({ handOvers, batches, batchRows }: Room): Promise<void> {
  for (const { id, header } of handOvers.all()) {
    // In this order: rows are only marked under a claim.
    const needed =
      header && ((await batches.isHeldBy(header, id)) || (await batchRows.hasHandingOver(header)));
    if (!needed) handOvers.remove(id);
  }
}
