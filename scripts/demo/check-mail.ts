/** Looks a received newsletter over, as a strict mail provider would. */
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';

interface Expected {
  readonly publicUrl: string;
  readonly dkimDomain: string;
  /** Answers the TXT record of the DKIM key. */
  readonly resolver: (name: string, type: string) => Promise<string[][]>;
  /** The words of each version, of which a mail must have exactly one. */
  readonly versions: readonly string[];
  readonly shopStreet: string;
}

/** The facts about one mail, each true or not. */
export async function checkMail(
  mail: CaughtMail,
  expected: Expected,
): Promise<readonly (readonly [string, boolean])[]> {
  const values = (name: string) =>
    mail.headers
      .filter((header) => header.name.toLowerCase() === name.toLowerCase())
      .map(({ value }) => value);
  const unsubscribe = `${expected.publicUrl}/unsubscribe/`;
  const preferences = `${expected.publicUrl}/preferences/`;
  const lines = mail.raw.toString('latin1').split('\r\n');
  return [
    [
      'one List-Unsubscribe with one https or local address',
      /^<https?:[^<>,]+>$/.test(values('List-Unsubscribe').join()),
    ],
    [
      'List-Unsubscribe-Post byte for byte',
      values('List-Unsubscribe-Post').join() === 'List-Unsubscribe=One-Click',
    ],
    [
      'one From, Date and Message-ID',
      ['From', 'Date', 'Message-ID'].every((name) => values(name).length === 1),
    ],
    ['a List-Id and a Feedback-ID', values('List-Id').length === 1 && values('Feedback-ID').length === 1],
    ['no line over 998 octets, CRLF only', lines.every((line) => line.length <= 998 && !line.includes('\n'))],
    ['the text part has both links', mail.text.includes(unsubscribe) && mail.text.includes(preferences)],
    ['the HTML part has both links', mail.html.includes(unsubscribe) && mail.html.includes(preferences)],
    [
      'both parts name the postal address',
      [mail.text, mail.html].every((part) => part.includes(expected.shopStreet)),
    ],
    ['exactly one version', expected.versions.filter((words) => mail.text.includes(words)).length === 1],
    ['DKIM passes and covers the list headers', await hasGoodSignature(mail, expected)],
  ];
}

async function hasGoodSignature(mail: CaughtMail, { dkimDomain, resolver }: Expected): Promise<boolean> {
  const { results } = await dkimVerify(mail.raw, { resolver });
  const [result] = results;
  // Its types leave out which headers the signature covers.
  const signed =
    (result as { signingHeaders?: { keys?: string } } | undefined)?.signingHeaders?.keys?.toLowerCase() ?? '';
  const covers = ['from', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'];
  return (
    result?.status.result === 'pass' &&
    result.signingDomain === dkimDomain &&
    covers.every((name) => signed.includes(name))
  );
}
