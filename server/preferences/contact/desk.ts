/** What staff do with messages: see them, answer by mail, close them. */
import { plusMonths } from '../../platform/clock/index.ts';
import { Conflict, NotFound } from '../../platform/errors/index.ts';
import type { AccountId, MessageId } from '../../platform/ids/index.ts';
import type { Room } from '../room.ts';
import { answerMail } from './mails.ts';
import type { Message } from './messages-store.ts';

export interface ContactDesk {
  /** How many wait for an answer. */
  countOpen(): Promise<number>;
  /** The oldest first, at most 200. */
  listOpen(): Promise<readonly Message[]>;
  /** The latest first, at most 50. */
  listClosed(): Promise<readonly Message[]>;
  /** NotFound for one that is not, or no longer, there. */
  get(id: MessageId): Promise<Message>;
  /** Mails the answer and closes the message; Conflict where somebody closed it before. */
  answer(id: MessageId, by: AccountId, text: string): Promise<void>;
  /** Closes it without a mail; Conflict where somebody closed it before. */
  close(id: MessageId, by: AccountId): Promise<void>;
}

/** A message is forgotten a year after it was closed. */
const termMonths = 12;

/** The desk of the room. */
export function contactDesk(room: Room): ContactDesk {
  const { messages } = room;
  const get = async (id: MessageId): Promise<Message> => {
    const found = await messages.find(id);
    if (!found) throw new NotFound();
    return found;
  };
  const end = async (id: MessageId, by: AccountId, answer: string | null): Promise<void> => {
    const message = await get(id);
    const person = await room.subscribers.findByEmail(message.email);
    const mail = answer === null ? null : await answerMail(room, message, person?.id ?? null, answer);
    const at = room.clock();
    await room.db.transaction(async (tx) => {
      const closed = await messages.close(id, { at, by, answer }, plusMonths(at, termMonths), tx);
      if (!closed) throw new Conflict({ key: 'contact:staff.closedBefore' });
      if (mail) await room.outbox.enqueue(mail, tx);
    });
  };
  return {
    countOpen: messages.countOpen,
    listOpen: () => messages.listOpen(200),
    listClosed: () => messages.listClosed(50),
    get,
    answer: (id, by, text) => end(id, by, text),
    close: (id, by) => end(id, by, null),
  };
}
