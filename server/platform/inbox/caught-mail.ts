/** A mail as it came in, taken apart for reading. */
import PostalMime from 'postal-mime';

export interface CaughtMail {
  readonly id: string;
  readonly receivedAt: Date;
  /** Whom the envelope named, which is who would have got it. */
  readonly recipients: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** In the order of the mail, unfolded; names as they were written. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly raw: Buffer;
}

/** Reads the mail; what is missing in it is an empty text. */
export async function readMail(
  about: Pick<CaughtMail, 'id' | 'receivedAt' | 'recipients' | 'raw'>,
): Promise<CaughtMail> {
  const mail = await PostalMime.parse(about.raw);
  return {
    ...about,
    from: mail.from?.address ?? '',
    to: mail.to?.[0]?.address ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}
