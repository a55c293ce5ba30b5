/** The door to the development inbox: an SMTP server that keeps what it gets, and pages to read it. */
export { openInbox, type Inbox } from './open-inbox.ts';
export type { CaughtMail } from './caught-mail.ts';
