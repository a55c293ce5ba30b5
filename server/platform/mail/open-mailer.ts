/** Puts the mailer together. */
import type { DkimConfig } from '../config/index.ts';
import { Unavailable } from '../errors/index.ts';
import { findAlignmentProblem } from './alignment.ts';
import { composeMail, type Sender } from './compose-mail.ts';
import type { ComposedMail, OutgoingMail, SendResult } from './mail-types.ts';
import type { Pieces } from './pieces.ts';
import { sendMail } from './send-mail.ts';
import { openSigner } from './sign-mail.ts';
import { openLines } from './smtp-lines.ts';

export interface Mailer {
  /** Builds and signs; throws Invalid for what must not become a header (SEC-2). */
  compose(mail: OutgoingMail<Pieces>): Promise<ComposedMail>;
  /**
   * Hands over once and never throws; trying again is the caller's decision. Where `mayLeave` says no at the last
   * moment, before anything of the mail goes over the line, it does not go: 'unreachable'.
   */
  send: Send;
  /** Waits until a line is free and keeps it for `work`, which may send one mail over it: so that none is made and then waits. */
  overLine<Answer>(work: (send: Send) => Promise<Answer>): Promise<Answer>;
  /** Connects once; throws Unavailable when the server cannot be reached or does not let us in. */
  check(): Promise<void>;
  /** Why sending must not start (MAIL-12): the two domains that do not belong together. Null when all is well. */
  alignmentProblem(): string | null;
  /** Closes the idle connections; mails under way still get their answer. */
  close(): Promise<void>;
}

export type Send = (mail: ComposedMail, mayLeave?: () => boolean) => Promise<SendResult>;

export interface MailerOptions {
  readonly smtpUrl: string;
  readonly mailFrom: Sender;
  readonly dkim: DkimConfig;
  /** Its host is the name under which we greet the server. */
  readonly publicUrl: string;
  /** How long a silent server is waited for; two minutes when it is not said. */
  readonly socketTimeoutMs?: number;
  /** How many connections at once, where not the usual number. */
  readonly mostLines?: () => number;
}

/** Opens the mailer; it connects at the first mail. */
export function openMailer({ mailFrom, dkim, ...line }: MailerOptions): Mailer {
  const sign = openSigner(dkim);
  const lines = openLines(line);
  const send: Send = (mail, mayLeave) => sendMail(mail, lines, mayLeave);
  return {
    compose: async (mail) => {
      const message = composeMail(mail, mailFrom);
      const { head, body, ...rest } = message;
      const signature = await sign(message);
      return { ...rest, parts: [Buffer.from(`${signature}${head}\r\n\r\n`), ...body] };
    },
    send: (mail, mayLeave) => lines.use(() => send(mail, mayLeave)),
    overLine: (work) => lines.use(() => work(send)),
    check: async () => {
      try {
        lines.give(await lines.take());
      } catch {
        throw new Unavailable('the SMTP server cannot be reached');
      }
    },
    alignmentProblem: () => findAlignmentProblem(mailFrom.address, dkim),
    close: async () => lines.close(),
  };
}
