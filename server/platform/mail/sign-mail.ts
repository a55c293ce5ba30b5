/** Makes our DKIM signature for a finished message (RFC 6376: rsa-sha256, relaxed/relaxed). */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { foldLines } from 'nodemailer/lib/mime-funcs';
import type { DkimConfig } from '../config/index.ts';
import type { Message } from './compose-mail.ts';

/** All that a message of ours may carry; RFC 8058 §4 asks for List-Unsubscribe-Post. */
const signedFields = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Reply-To',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
].map((name) => name.toLowerCase());

const signOnThreadPool = promisify(
  (data: Buffer, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    sign('RSA-SHA256', data, key, done),
);

/** Answers the signature's field with its line end, or nothing where a relay signs; the first of the keys signs. */
export function openSigner(dkim: DkimConfig): (message: Message) => Promise<string> {
  if (dkim.by === 'relay') return () => Promise.resolve('');
  const { selector, key } = dkim.keys[0]!;
  return async ({ head, body }) => {
    const hash = createHash('sha256');
    for (const part of body) hash.update(part);
    const bodyHash = hash.digest('base64');
    const fields = relaxedFields(head);
    const names = [...fields.keys()].join(':');
    const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${dkim.domain}; q=dns/txt; s=${selector}; bh=${bodyHash}; h=${names};`;
    const field = `${foldLines(`DKIM-Signature: ${tags}`, 76)}\r\n b=`;
    const signed = `${[...fields.values()].join('\r\n')}\r\n${relaxed(field)}`;
    const signature = (await signOnThreadPool(Buffer.from(signed), key)).toString('base64');
    return `${field}${signature.match(/.{1,72}/g)!.join('\r\n ')}\r\n`;
  };
}

/** The fields to be signed in their relaxed form, by their names (RFC 6376 §3.4.2); a message of ours has each once. */
function relaxedFields(head: string): Map<string, string> {
  const there = new Map<string, string>();
  for (const field of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    there.set(field.slice(0, field.indexOf(':')).toLowerCase(), relaxed(field));
  }
  const signed = signedFields.filter((name) => there.has(name));
  return new Map(signed.map((name) => [name, there.get(name)!]));
}

function relaxed(field: string): string {
  const colon = field.indexOf(':');
  const value = field.slice(colon + 1).replace(/\r\n/g, '');
  return `${field.slice(0, colon).toLowerCase()}:${value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')}`;
}
