/** Turns a confirmed sign-up into a subscriber with decisions (CON-1). */
import type { NewDecision } from '../consent/index.ts';
import type { Tx } from '../platform/db/index.ts';
import { Conflict } from '../platform/errors/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { AddressKnown, type Subscriber } from '../subscribers/index.ts';
import type { PendingSignUp } from './pending-store.ts';
import type { Room } from './room.ts';

/** Another request has confirmed this sign-up meanwhile. */
export class ConfirmedBefore extends Conflict {
  constructor() {
    super({ key: 'preferences:confirm.already' });
  }
}

/**
 * Records what was given on the form and confirmed now, for the known subscriber or a new one, and notes the topics,
 * all or nothing. Throws ConfirmedBefore where it was confirmed already.
 */
export async function confirmSignUp(room: Room, pending: PendingSignUp): Promise<SubscriberId> {
  try {
    return await confirmOnce(room, pending);
  } catch (error) {
    // Another sign-up of the same address was confirmed at this very moment: this one adds to it.
    if (error instanceof AddressKnown) return confirmOnce(room, pending);
    throw error;
  }
}

async function confirmOnce(room: Room, pending: PendingSignUp): Promise<SubscriberId> {
  const known = await room.subscribers.findByEmail(pending.email);
  const id = known?.id ?? pending.id;
  const at = room.clock();
  const alongside = async (tx: Tx): Promise<void> => {
    if (!(await room.pending.confirm(pending, id, tx))) throw new ConfirmedBefore();
    await (known ? complete(room, known, pending, tx) : create(room, pending, at, tx));
    // A fresh double opt-in lifts whatever blocked the address (CON-10).
    await room.consent.liftSuppression(pending.email, tx);
  };
  const noteTopics = async (tx: Tx): Promise<void> => {
    if (pending.topics.length > 0) await room.interests.noteTold(id, pending.topics, at, tx);
  };
  await room.consent.record(id, decisionsOf(pending, at), alongside, noteTopics);
  return id;
}

function decisionsOf(pending: PendingSignUp, at: Date): readonly NewDecision[] {
  const { language, statementVersion, form, page } = pending;
  const self = { channel: 'page', actor: { kind: 'subscriber' } } as const;
  return pending.agreed.flatMap((agreed): NewDecision[] => {
    const line = { ...agreed, language, statementVersion };
    return [
      { ...line, ...self, ...saidTo(pending), act: 'given', form, page },
      { ...line, ...self, act: 'confirmed', form: 'confirm', page: '/confirm', at },
    ];
  });
}

// What was said to staff is theirs to have written down, with what shows it; confirming is the person's own.
function saidTo({ recorded, askedAt }: PendingSignUp) {
  if (!recorded) return { at: askedAt };
  const { by, channel, at, evidence } = recorded;
  return { channel, at, evidence, actor: { kind: 'staff', id: by } as const };
}

async function create({ subscribers }: Room, pending: PendingSignUp, at: Date, tx: Tx): Promise<void> {
  const { id, email, firstName, language, post } = pending;
  await subscribers.create({ id, email, firstName, language, post }, at, tx);
}

// What we know stays; what we did not know is added.
async function complete(
  { subscribers }: Room,
  known: Subscriber,
  pending: PendingSignUp,
  tx: Tx,
): Promise<void> {
  const name = known.firstName === '' && pending.firstName !== '' ? { firstName: pending.firstName } : {};
  const post = pending.post ? { post: pending.post } : {};
  await subscribers.change(known.id, { ...name, ...post }, tx);
}
