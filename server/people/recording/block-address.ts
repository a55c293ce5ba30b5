/** Records the opt-out of an address: also of one that we do not have, so that no file and no sale can add it (CON-7). */
import { Invalid } from '../../platform/errors/index.ts';
import { optionalText } from '../../platform/http/index.ts';
import type { AccountId, SubscriberId } from '../../platform/ids/index.ts';
import { normaliseEmail } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import { cameForm, momentOf } from './how-it-came.ts';
import { agreedPurposes, everything, recordOptOut } from './record-opt-out.ts';
import type { z } from 'zod';

export const blockForm = cameForm.extend({ email: optionalText(300) });
type BlockForm = z.infer<typeof blockForm>;

/**
 * Stops everything for somebody who gets something. Any other address goes onto the suppression list as a keyed hash;
 * how it came and what shows it are kept under that hash. Answers whose address it is, null where it is unknown.
 */
export async function blockAddress(
  room: Room,
  by: AccountId,
  { email: typed, ...came }: BlockForm,
): Promise<SubscriberId | null> {
  const email = normaliseEmail(typed);
  if (email === null) throw new Invalid({ email: { key: 'people:problem.email' } });
  const at = momentOf(came.on, room.clock);
  const person = await room.subscribers.findByEmail(email);
  if (person && (await agreedPurposes(room, person)).length > 0) {
    await recordOptOut(room, person, by, { ...came, purposes: [everything] });
    return person.id;
  }
  const { channel, evidence } = came;
  const note = { address: room.consent.suppressionHash(email), by, channel, evidence, at };
  await room.db.transaction(async (tx) => {
    await room.consent.suppress(email, 'opted-out', room.clock(), tx);
    await room.blockNotes.insert(note, room.clock(), tx);
  });
  return person?.id ?? null;
}
