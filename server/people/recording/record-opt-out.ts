/** Records an opt-out that came by telephone, letter, mail or at the counter; it takes effect at once (CON-7). */
import { z } from 'zod';
import type { NewDecision, PurposeKey } from '../../consent/index.ts';
import { listOf } from '../../platform/http/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import { cameForm, momentOf } from './how-it-came.ts';

export const optOutForm = cameForm.extend({
  purposes: listOf(z.string()).refine((list) => list.length > 0, 'people:problem.nothingToStop'),
});
type OptOut = z.infer<typeof optOutForm>;

/** The value of the box that stops all of it. */
export const everything = 'everything';

/** Withdraws what the form names of what the person agreed to, and needs no identification. */
export async function recordOptOut(
  room: Room,
  person: Subscriber,
  by: AccountId,
  wish: OptOut,
): Promise<void> {
  const at = momentOf(wish.on, room.clock);
  const common = {
    act: 'withdrawn',
    wording: null,
    language: person.language,
    statementVersion: await room.consent.statementVersion(),
    form: 'staff-opt-out',
    page: null,
    channel: wish.channel,
    actor: { kind: 'staff', id: by },
    at,
    evidence: wish.evidence,
  } as const satisfies Partial<NewDecision>;
  const purposes = await wishedPurposes(room, person, wish.purposes);
  await room.consent.record(
    person.id,
    purposes.map((purpose) => ({ ...common, purpose })),
  );
}

/** The purposes that the person agreed to now. */
export async function agreedPurposes(room: Room, person: Subscriber): Promise<readonly PurposeKey[]> {
  const standing = await room.consent.standing(person.id);
  return [...standing].filter(([, { agreed }]) => agreed).map(([purpose]) => purpose);
}

async function wishedPurposes(
  room: Room,
  person: Subscriber,
  wished: readonly string[],
): Promise<readonly PurposeKey[]> {
  const agreed = await agreedPurposes(room, person);
  return wished.includes(everything) ? agreed : agreed.filter((purpose) => wished.includes(purpose));
}
