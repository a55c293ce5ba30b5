/** Sends to the uncertain again: only by a person's decision, which is kept (DEL-2). */
import { Conflict } from '../../platform/errors/index.ts';
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import { nextMailingState } from '../mailings/mailing-state.ts';
import { nextRecipient } from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';
import type { StaffMember } from '../words.ts';

/** What was kept at the end does not hold any more. */
const goesOn = { details: null, endedAt: null } as const;

/**
 * Has those of them who are uncertain wait for their turn again, and answers how many they are; a finished mailing goes
 * on for them. Conflict where nobody is uncertain, or the mailing was cancelled.
 */
export async function sendAgain(
  room: Room,
  id: MailingId,
  whose: readonly SubscriberId[] | 'all',
  by: StaffMember,
): Promise<number> {
  const { db, clock, mailings, uncertainRows } = room;
  const mailing = await mailings.find(id);
  if (!mailing || !nextMailingState(mailing.state, 'send-again', mailing.frozenAt !== null))
    throw new Conflict({ key: 'delivery:error.notSentAgain' });
  const found = await uncertainRows.find(id, whose);
  if (found.length === 0) throw new Conflict({ key: 'delivery:error.nobodyUncertain' });
  const at = clock();
  const change = { ...nextRecipient(found[0]!, { kind: 'send-again' }, at)!, sentAgain: { by: by.id, at } };
  const people = await db.transaction(async (tx) => {
    const changed = await uncertainRows.change(id, found, change, tx);
    const note = { what: 'sent-again', at, by, people: changed } as const;
    const moved = changed > 0 && (await mailings.move(id, 'send-again', goesOn, note, tx));
    if (!moved) throw new Conflict({ key: 'delivery:error.notSentAgain' });
    return changed;
  });
  // Should the program stop here: the end of the mailing finds rows that wait, and has their batches taken up.
  await room.batches.hurry(id, [...new Set(found.map(({ batch }) => batch))], at);
  return people;
}
