/** Asks for another e-mail address on a person's behalf: it changes once the new mailbox confirms (PRIV-2). */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
import { optionalText } from '../../platform/http/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import { normaliseEmail, type Subscriber } from '../../subscribers/index.ts';
import { sentence } from '../recording/how-it-came.ts';
import type { Room } from '../room.ts';

export const addressForm = z.object({
  email: optionalText(300),
  reason: sentence(500, 'people:problem.reason'),
});
type AddressForm = z.infer<typeof addressForm>;

/** A link goes to the new address and a notice to the old one; an address that is known gets a mail that says so. */
export async function changeAddress(
  room: Room,
  person: Subscriber,
  by: AccountId,
  { email: typed, reason }: AddressForm,
): Promise<void> {
  const email = normaliseEmail(typed);
  if (email === null) throw new Invalid({ email: { key: 'people:problem.email' } });
  if (email === person.email) throw new Invalid({ email: { key: 'people:problem.sameEmail' } });
  await room.preferences.askAddressChange(person, email);
  const note = { subscriber: person.id, by, at: room.clock(), fields: ['email'], reason } as const;
  await room.db.transaction((tx) => room.corrections.insert(note, tx));
}
