/** Finds the ordinals of people in a cut, for delivery alone: what takes a person's id gives back no member. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { CutId } from '../model.ts';
import { type CutStore, type LinksPlace, placeOf } from './cut-store.ts';

/** The ordinals of these people; who joined later, or whose link was deleted, is missing. */
type OrdinalsOf = (ids: readonly SubscriberId[]) => Promise<ReadonlyMap<SubscriberId, number>>;

/** Pieces of the links are read when they are first needed, and kept as long as the function is: 16 bytes a person. */
export async function openOrdinals(store: CutStore, cut: CutId): Promise<OrdinalsOf> {
  const places = await store.places(cut);
  const read = new Map<number, Promise<Buffer>>();
  const idsAt = ({ first }: LinksPlace): Promise<Buffer> => {
    const known = read.get(first) ?? store.idsFrom(cut, first);
    read.set(first, known);
    return known;
  };
  return async (ids) => {
    const found = new Map<SubscriberId, number>();
    for (const id of ids) {
      const place = lastFrom(places, id);
      const at = place && placeOf(await idsAt(place), id);
      if (place && at !== null) found.set(id, place.first + at);
    }
    return found;
  };
}

// The last piece that begins at or before the id.
function lastFrom(places: readonly LinksPlace[], id: SubscriberId): LinksPlace | null {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]!.firstId <= id) low = middle + 1;
    else high = middle;
  }
  return places[low - 1] ?? null;
}
