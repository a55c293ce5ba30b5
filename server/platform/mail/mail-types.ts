/** What goes into the mailer and what comes out of it. */

/** One mail to one person, before it is composed; its text in whole, or in pieces of which some are alike in many mails. */
export interface OutgoingMail<Text = string> {
  readonly to: { readonly name?: string; readonly address: string };
  readonly subject: string;
  readonly text: Text;
  /** Empty in a mail of plain text alone. */
  readonly html: Text;
  /** Further header fields; those the mailer makes itself are refused here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only newsletters have it: the fields by which mail programs recognise and leave a list. */
  readonly list?: MailingList;
  /** A mail that answers what somebody did here, such as a confirmation (RFC 3834 §5). */
  readonly automatic?: boolean;
}

export interface MailingList {
  /** Stable per newsletter: 'roses.news.example.org' (RFC 2919). */
  readonly id: string;
  readonly name: string;
  /** The address that takes the one-click POST (RFC 8058). */
  readonly unsubscribeUrl: string;
  /** Says which campaign and newsletter, never which recipient (MAIL-7). */
  readonly feedbackId: string;
}

/** A finished mail, signed where we sign, as it goes over the line. */
export interface ComposedMail {
  /** Its bytes in parts; every line ends with CRLF, and none begins with a dot. */
  readonly parts: readonly Buffer[];
  readonly envelope: { readonly from: string; readonly to: string };
  readonly messageId: string;
}

/**
 * What became of a mail. 'accepted' is all a server ever says, never 'delivered'. 'unreachable' was certainly not
 * sent; of 'uncertain' nobody can tell, because the line broke after the mail began to go over it.
 */
export type SendResult =
  | { readonly kind: 'accepted'; readonly reply: string; readonly server: string }
  | {
      readonly kind: 'refused';
      readonly permanent: boolean;
      /** The enhanced status code (RFC 3463) where there is one, else the three digits. */
      readonly code: string;
      readonly reply: string;
      readonly server: string;
    }
  | { readonly kind: 'uncertain'; readonly reply: string; readonly server?: string }
  | {
      readonly kind: 'unreachable';
      readonly reply: string;
      /** Where the server answered and refused us for good: our password, or our address as the sender. */
      readonly refuses?: 'login' | 'sender';
    };
