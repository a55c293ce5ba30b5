/**
 * A mail server in a process of its own that writes each mail down before it says 250, and is as troublesome as real
 * ones: refuses for now or for good, is slow, cuts lines before and after it took a mail. `calm` ends the trouble.
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

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onRcptTo: ({ address }, _session, done) => {
    if (chance(0.02)) return done(refusal(450, '4.2.1 Try later'));
    if (!chance(0.02)) return done();
    note({ to: address, kind: 'refused' });
    done(refusal(550, '5.1.1 No such user'));
  },
  onData: (stream, session, done) => {
    // A worker that is killed breaks off in the middle.
    buffer(stream).then(
      () => void answer(session).then(done),
      () => undefined,
    );
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send!((server.server.address() as AddressInfo).port));
process.on('message', (message: { readonly calm: boolean }) => {
  calm = message.calm;
  process.send!('done');
});

async function answer(session: SMTPServerSession): Promise<Error | null> {
  const to = session.envelope.rcptTo[0]!.address;
  const trouble = chooseTrouble();
  await sleep(trouble === 'slow' ? 200 + Math.random() * 400 : 20 + Math.random() * 60);
  if (trouble === 'try later') return refusal(451, '4.3.0 Try later');
  if (trouble === 'cut before') return cut(session, to);
  note({ to, kind: 'taken' });
  return trouble === 'cut after' ? cut(session, to) : null;
}

function chooseTrouble(): Trouble {
  if (chance(0.02)) return 'try later';
  if (chance(0.02)) return 'cut before';
  if (chance(0.02)) return 'cut after';
  return chance(0.1) ? 'slow' : 'none';
}

function cut(session: SMTPServerSession, to: string): Promise<never> {
  note({ to, kind: 'cut' });
  const open = (server as unknown as { connections: Set<{ id: string; _socket: { destroy(): void } }> })
    .connections;
  for (const connection of open) if (connection.id === session.id) connection._socket.destroy();
  return new Promise(() => undefined);
}
