/** Several SMTP servers, each with lines of its own; whoever sends says by which. */
import type { ComposedMail, SendResult } from './mail-types.ts';
import { type Mailer, type MailerOptions, openMailer, type Send } from './open-mailer.ts';
import { serverOf } from './smtp-connect.ts';

export interface Servers extends Mailer {
  /** Host and port of each, in the order of the addresses. */
  readonly names: readonly string[];
  /** As a mailer does, by the server of that name; by the first where none is named. */
  send(mail: ComposedMail, mayLeave?: () => boolean, server?: string): Promise<SendResult>;
  /** The same over a line to that server. */
  overLine<Answer>(work: (send: Send) => Promise<Answer>, server?: string): Promise<Answer>;
}

interface ServersOptions extends Omit<MailerOptions, 'smtpUrl' | 'mostLines'> {
  /** At least one. */
  readonly smtpUrls: readonly string[];
  /** How many connections at once to the server of that name, where not the usual number. */
  readonly connections?: (server: string) => number;
}

/** Opens them; each connects at its first mail. */
export function openServers({ smtpUrls, connections, ...options }: ServersOptions): Servers {
  const mailers = new Map(
    smtpUrls.map((smtpUrl) => {
      const name = serverOf(smtpUrl);
      const lines = connections && { mostLines: () => connections(name) };
      return [name, openMailer({ ...options, smtpUrl, ...lines })] as const;
    }),
  );
  const all = [...mailers.values()];
  const [first] = all;
  if (!first) throw new Error('there is no SMTP server');
  const by = (server = '') => mailers.get(server) ?? first;
  return {
    ...first,
    names: [...mailers.keys()],
    send: (mail, mayLeave, server) => by(server).send(mail, mayLeave),
    overLine: (work, server) => by(server).overLine(work),
    check: async () => void (await Promise.all(all.map((mailer) => mailer.check()))),
    close: async () => void (await Promise.all(all.map((mailer) => mailer.close()))),
  };
}
