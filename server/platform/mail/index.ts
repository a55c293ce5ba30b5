/** The door to mail: the only place that knows nodemailer. Composes, signs, and hands mails to the SMTP server. */
export { openMailer, type Mailer, type Send } from './open-mailer.ts';
export { openServers, type Servers } from './open-servers.ts';
export type { ComposedMail, OutgoingMail, SendResult } from './mail-types.ts';
export { domainOf } from './mail-address.ts';
export { usualConnections } from './smtp-lines.ts';
export { nextTry, type Random } from './retry-waits.ts';
export {
  classifyRefusal,
  type RefusalEffect,
  type RefusalKind,
  refusalKinds,
  type RefusalStatus,
  statusOf,
} from './classify-refusal.ts';
export { alike, type AlikeText, type Pieces } from './pieces.ts';
export { type AskTxt, openTxt } from './dns/ask-txt.ts';
export { checkSender, type InDns, type SenderRecords } from './dns/check-sender.ts';
export { dkimRecords } from './dns/dkim-records.ts';
