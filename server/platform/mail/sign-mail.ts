/** Puts our DKIM signature on top of a finished message (RFC 6376). */
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import type { DkimConfig } from '../config/index.ts';

// nodemailer's own list leaves out List-Unsubscribe-Post (RFC 8058 §4 asks for it) and Feedback-ID.
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
].join(':');

/** The function that signs, or one that leaves the message as it is where a relay signs. */
export function openSigner(dkim: DkimConfig): (raw: Buffer) => Promise<Buffer> {
  if (dkim.by === 'relay') return (raw) => Promise.resolve(raw);
  const signer = new DKIM({
    domainName: dkim.domain,
    keySelector: dkim.selector,
    privateKey: dkim.key,
    headerFieldNames: signedFields,
  });
  return async (raw) => {
    const signed = await buffer(signer.sign(raw));
    // nodemailer leaves the signature out without a word when the key does not work.
    if (signed.length <= raw.length) throw new Error('The DKIM key does not sign.');
    return signed;
  };
}
