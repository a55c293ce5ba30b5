/** Makes the finished message: header fields, plain text and HTML. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWord, quoteString } from 'nodemailer/lib/mime-funcs';
import { systemClock } from '../clock/index.ts';
import { newId } from '../ids/index.ts';
import { checkMail } from './check-mail.ts';
import type { ComposedMail, MailingList, OutgoingMail } from './mail-types.ts';
import { asciiAddress } from './mail-address.ts';

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** The message with text before HTML, quoted-printable, CRLF only (MAIL-5); not yet signed. */
export async function composeMail(mail: OutgoingMail, from: Sender): Promise<ComposedMail> {
  checkMail(mail);
  const sender = asciiAddress(from.address);
  const recipient = asciiAddress(mail.to.address);
  const messageId = `<${newId()}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;
  const message = new MailComposer({
    from: { name: from.name, address: sender },
    to: { name: mail.to.name ?? '', address: recipient },
    subject: mail.subject,
    messageId,
    date: systemClock(), // the time of day on the line, which readers and filters compare with their own
    text: mail.text,
    html: mail.html,
    headers: {
      ...plainFields(mail.headers ?? {}),
      ...(mail.list && listFields(mail.list)),
      ...automaticField(mail),
    },
    textEncoding: 'quoted-printable',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { raw: await message.build(), envelope: { from: sender, to: recipient }, messageId };
}

/** A field that goes out as it is: nodemailer would otherwise encode or fold it in places of its own. */
const asIs = (value: string) => ({ prepared: true, value });

function listFields(list: MailingList) {
  return {
    'List-Id': asIs(`${listName(list.name)} <${list.id}>`.trim()),
    // RFC 8058 §3.1: one HTTPS address, and this very text beside it.
    'List-Unsubscribe': asIs(`<${list.unsubscribeUrl}>`),
    'List-Unsubscribe-Post': asIs('List-Unsubscribe=One-Click'),
    'Feedback-ID': asIs(list.feedbackId),
  };
}

function listName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? quoteString(name) : encodeWord(name, 'Q', 52);
}

function automaticField({ automatic }: OutgoingMail) {
  return automatic ? { 'Auto-Submitted': asIs('auto-generated') } : {};
}

function plainFields(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
}
