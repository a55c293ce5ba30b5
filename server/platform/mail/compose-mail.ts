/** Makes the finished message: header fields, plain text and HTML. */
import { encodeWord, quoteString } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { systemClock } from '../clock/index.ts';
import { newId } from '../ids/index.ts';
import { checkMail } from './check-mail.ts';
import type { MailingList, OutgoingMail } from './mail-types.ts';
import { asciiAddress } from './mail-address.ts';
import { encodePieces, type Pieces } from './pieces.ts';

export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** A message before it is signed: its header fields, each with its name, and what follows the empty line. */
export interface Message {
  readonly head: string;
  /** In parts, of which some are shared by many mails. */
  readonly body: readonly Buffer[];
  readonly envelope: { readonly from: string; readonly to: string };
  readonly messageId: string;
}

/** The message with text before HTML, quoted-printable, CRLF only (MAIL-5); its body is its own relaxed form, and no line begins with a dot. */
export function composeMail(mail: OutgoingMail<Pieces>, from: Sender): Message {
  checkMail(mail);
  const sender = asciiAddress(from.address);
  const recipient = asciiAddress(mail.to.address);
  const messageId = `<${newId()}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;
  const { fields, body } = mail.html.length > 0 ? inTwoForms(mail) : asPlainText(mail);
  const head = [
    encodeFields({ From: { name: from.name, address: sender }, Subject: mail.subject, ...mail.headers }),
    mail.to.name ? encodeFields({ To: { name: mail.to.name, address: recipient } }) : `To: ${recipient}`,
    `Message-ID: ${messageId}`,
    // The time of day on the line, which readers and filters compare with their own.
    `Date: ${systemClock().toUTCString().replace('GMT', '+0000')}`,
    ...(mail.list ? listFields(mail.list) : []),
    ...(mail.automatic ? ['Auto-Submitted: auto-generated'] : []),
    'MIME-Version: 1.0',
    ...fields,
  ].join('\r\n');
  return { head, body, envelope: { from: sender, to: recipient }, messageId };
}

/** Fields that were encoded lately: many mails in a row have the same sender and subject. */
const encoded = new Map<string, string>();
const mostEncoded = 50;
const wholeMail = new MimeNode();

/** Fields with people's words in them, encoded and folded by nodemailer. */
function encodeFields(fields: Readonly<Record<string, string | Sender>>): string {
  const key = JSON.stringify(fields);
  const known = encoded.get(key);
  if (known !== undefined) return known;
  if (encoded.size >= mostEncoded) encoded.clear();
  // As a part of a mail it adds no fields of its own.
  const node = new MimeNode(undefined, { newline: 'windows', rootNode: wholeMail });
  const made = node.setHeader(fields).buildHeaders();
  encoded.set(key, made);
  return made;
}

const plainType = 'Content-Type: text/plain; charset=utf-8\r\n';
const htmlType = 'Content-Type: text/html; charset=utf-8\r\n';
const encoding = 'Content-Transfer-Encoding: quoted-printable\r\n\r\n';

/** No quoted-printable text has these two characters in turn, so that it is in no part (RFC 2045 §6.7). */
const boundary = '=_voorkeur';
const beforeText = Buffer.from(`--${boundary}\r\n${plainType}${encoding}`);
const beforeHtml = Buffer.from(`\r\n--${boundary}\r\n${htmlType}${encoding}`);
const afterHtml = Buffer.from(`\r\n--${boundary}--\r\n`);

function inTwoForms({ text, html }: OutgoingMail<Pieces>) {
  const body = [beforeText, ...encodePieces(text), beforeHtml, ...encodePieces(html), afterHtml];
  return { fields: [`Content-Type: multipart/alternative; boundary="${boundary}"`], body };
}

function asPlainText({ text }: OutgoingMail<Pieces>) {
  const fields = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'];
  return { fields, body: [withoutLastBreaks(Buffer.concat(encodePieces(text))), Buffer.from('\r\n')] };
}

/** Empty lines at the end of a body do not count in its relaxed form. */
function withoutLastBreaks(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end >= 2 && bytes[end - 1] === 0x0a && bytes[end - 2] === 0x0d) end -= 2;
  return bytes.subarray(0, end);
}

function listFields(list: MailingList): string[] {
  return [
    `List-ID: ${`${listName(list.name)} <${list.id}>`.trim()}`,
    // RFC 8058 §3.1: one HTTPS address, and this very text beside it.
    `List-Unsubscribe: <${list.unsubscribeUrl}>`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    `Feedback-ID: ${list.feedbackId}`,
  ];
}

function listName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? quoteString(name) : encodeWord(name, 'Q', 52);
}
