/**
 * Two mail servers in a process of their own that write each mail down before they say 250, and are as troublesome as
 * real ones: refuse for now or for good, are slow, cut lines before and after they took a mail; and the second one is
 * gone from time to time. `calm` ends the trouble.
 */
import { appendFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** One line of its record. */
export interface Recorded {
  readonly to: string;
  /** 'taken' before its 250; 'cut' where the line was cut instead of an answer, whether it was taken or not. */
  readonly kind: 'taken' | 'cut' | 'refused';
}

type Trouble = 'try later' | 'cut before' | 'cut after' | 'slow' | 'none';

const record = process.argv[2]!;
let calm = true;

const note = (line: Recorded): void => appendFileSync(record, `${JSON.stringify(line)}\n`);
const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
const chance = (share: number): boolean => !calm && Math.random() < share;

/** Whether the second one is gone just now. */
let isGone = false;
const servers = [openServer(() => false), openServer(() => isGone)];
setInterval(() => (isGone = chance(0.4)), 200);

function openServer(gone: () => boolean): SMTPServer {
  const closing = () => (gone() ? refusal(421, '4.3.2 Going away') : null);
  const server: SMTPServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => done(closing()),
    onMailFrom: (_address, _session, done) => done(closing()),
    onRcptTo: ({ address }, _session, done) => {
      if (chance(0.02)) return done(refusal(450, '4.2.1 Try later'));
      if (!chance(0.02)) return done();
      note({ to: address, kind: 'refused' });
      done(refusal(550, '5.1.1 No such user'));
    },
    onData: (stream, session, done) => {
      // A worker that is killed breaks off in the middle.
      buffer(stream).then(
        () => void answer(server, session).then(done),
        () => undefined,
      );
    },
  });
  server.on('error', () => undefined);
  return server;
}

const ports = servers.map(
  (server) =>
    new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port)),
    ),
);
process.send!(await Promise.all(ports));
process.on('message', (message: { readonly calm: boolean }) => {
  calm = message.calm;
  process.send!('done');
});

async function answer(server: SMTPServer, session: SMTPServerSession): Promise<Error | null> {
  const to = session.envelope.rcptTo[0]!.address;
  const trouble = chooseTrouble();
  await sleep(trouble === 'slow' ? 200 + Math.random() * 400 : 20 + Math.random() * 60);
  if (trouble === 'try later') return refusal(451, '4.3.0 Try later');
  if (trouble === 'cut before') return cut(server, session, to);
  note({ to, kind: 'taken' });
  return trouble === 'cut after' ? cut(server, session, to) : null;
}

function chooseTrouble(): Trouble {
  if (chance(0.02)) return 'try later';
  if (chance(0.02)) return 'cut before';
  if (chance(0.02)) return 'cut after';
  return chance(0.1) ? 'slow' : 'none';
}

function cut(server: SMTPServer, session: SMTPServerSession, to: string): Promise<never> {
  note({ to, kind: 'cut' });
  const open = (server as unknown as { connections: Set<{ id: string; _socket: { destroy(): void } }> })
    .connections;
  for (const connection of open) if (connection.id === session.id) connection._socket.destroy();
  return new Promise(() => undefined);
}
