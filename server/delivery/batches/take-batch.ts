/** Takes a batch to work on. */
import type { Room } from '../room.ts';
import type { Claim } from './batches-store.ts';

/** A batch whose worker is gone, or else a free one of a mailing that is being sent and may send now; null when there is neither. */
export async function takeBatch({ batches, mailings, handOvers, pace, clock }: Room): Promise<Claim | null> {
  const sending = (await pace.open(await mailings.inState('sending'))).map(({ id }) => id);
  const file = handOvers.newId();
  return (
    (await batches.takeAbandoned(handOvers.left(), clock(), file)) ??
    (await batches.takeFree(sending, clock(), file))
  );
}
