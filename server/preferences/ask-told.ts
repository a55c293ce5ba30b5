/** A yes to e-mail that was said to staff waits for the person's own confirmation, as one from the form does (CON-7). */
import { linkLifeMs } from '../links/index.ts';
import { plus } from '../platform/clock/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import { newId } from '../platform/ids/index.ts';
import type { PostAddress } from '../subscribers/index.ts';
import type { Choice } from './choices.ts';
import { confirmationMail } from './mails.ts';
import type { PendingSignUp, RecordedYes } from './pending-store.ts';
import type { Room } from './room.ts';

/** What somebody said to staff that they would like to get. */
export interface Told {
  /** Normalised. */
  readonly email: string;
  readonly firstName: string;
  readonly language: Language;
  /** In the words that were read out. */
  readonly agreed: readonly Choice[];
  /** Where letters go, for what comes by post. */
  readonly post: PostAddress | null;
  readonly statementVersion: number;
  /** Which form of the staff it was written down on. */
  readonly form: string;
  readonly recorded: RecordedYes;
}

/** Mails the link to confirm; 'complained' or 'too-many' where nothing may be mailed to the address (CON-10, SEC-12). */
export async function askTold(room: Room, told: Told): Promise<'mailed' | 'complained' | 'too-many'> {
  const suppression = await room.consent.suppressionOf(told.email);
  if (suppression?.reason === 'complained') return 'complained';
  if (!(await room.limits.mayMail(told.email))) return 'too-many';
  const { agreed, ...rest } = told;
  const askedAt = room.clock();
  const pending: PendingSignUp = {
    ...rest,
    ...{ id: newId(), page: null, topics: [], askedAt },
    agreed: agreed.map(({ purpose, wording }) => ({ purpose, wording: wording.hash })),
    expiresAt: plus(askedAt, linkLifeMs.confirm),
  };
  const mail = await confirmationMail(room, pending, agreed);
  await room.db.transaction(async (tx) => {
    await room.pending.add(pending, tx);
    await room.outbox.enqueue(mail, tx);
  });
  return 'mailed';
}
