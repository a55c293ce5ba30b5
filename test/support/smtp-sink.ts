/** An SMTP server that does what a test tells it: take, refuse, hang up in the middle, say nothing. */
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

interface SunkMail {
  readonly to: string;
  readonly raw: Buffer;
}

export interface SmtpSink {
  readonly smtpUrl: string;
  readonly mails: SunkMail[];
  /** How many connections were opened in all. */
  connections: number;
  /** What to answer to the sender: null takes it. */
  toSender: () => string | null;
  /** What to answer to a recipient: null takes it, a reply such as '550 5.1.1 No such user' refuses it. */
  toRecipient: (address: string) => string | null;
  /** What to do once the mail is in: 'take', 'hang up' before the answer, 'say nothing', or a refusing reply. */
  afterData: (address: string) => 'take' | 'hang up' | 'say nothing' | (string & {});
  close(): Promise<void>;
}

/** Listens on a free port, or the one that is named, and takes everything until it is told otherwise. */
export async function openSmtpSink(
  options: { smtpUtf8?: boolean; refusesLogin?: boolean; port?: number } = {},
): Promise<SmtpSink> {
  const server = new SMTPServer({
    disabledCommands: options.refusesLogin ? ['STARTTLS'] : ['AUTH', 'STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(asError('535 5.7.8 Authentication failed')),
    onMailFrom: (_address, _session, done) => done(asError(sink.toSender())),
    disableReverseLookup: true,
    hideSMTPUTF8: !options.smtpUtf8,
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      sink.connections += 1;
      done();
    },
    onRcptTo: ({ address }, _session, done) => done(asError(sink.toRecipient(address))),
    onData: (stream, session, done) => {
      void buffer(stream).then((raw) => {
        const to = session.envelope.rcptTo[0]!.address;
        const what = sink.afterData(to);
        if (what === 'say nothing') return;
        if (what === 'hang up') return hangUp(server, session.id);
        if (what === 'take') sink.mails.push({ to, raw });
        done(what === 'take' ? null : asError(what));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const sink: SmtpSink = {
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    connections: 0,
    toSender: () => null,
    toRecipient: () => null,
    afterData: () => 'take',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return sink;
}

function asError(reply: string | null): Error | null {
  if (reply === null) return null;
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}

interface Connection {
  readonly id: string;
  readonly _socket: { destroy(): void };
}

function hangUp(server: SMTPServer, session: string): void {
  const { connections } = server as unknown as { connections: Set<Connection> };
  for (const { id, _socket } of connections) if (id === session) _socket.destroy();
}
