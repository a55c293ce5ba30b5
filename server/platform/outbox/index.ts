/** The door to the outbox: single mails, written in the same transaction as their cause (MAIL-8). */
export { openOutbox, type Outbox, type OutboxMail } from './open-outbox.ts';
