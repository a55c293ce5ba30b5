/** An SMTP server in a process of its own that takes every mail, forgets it, and tells when which number came in. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface SinkStatus {
  readonly port: number;
  readonly mails: number;
}

const server = createServer(serve);
const listening = new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
let mails = 0;

process.on('message', () => {
  void listening.then(() => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ port, mails } satisfies SinkStatus);
  });
});

/** Commands may come several at once (RFC 2920); after a mail each client waits for its reply, so that a mail ends where a chunk ends. */
function serve(socket: Socket): void {
  let inMail = false;
  let tail = '';
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.write('220 sink.test\r\n');
  socket.on('data', (chunk) => {
    if (!inMail) {
      const commands = chunk.toString('latin1').trimEnd().split('\r\n');
      const verbs = commands.map((command) => command.slice(0, 4).toUpperCase());
      inMail = verbs.at(-1) === 'DATA';
      tail = '';
      socket.write(verbs.map(replyTo).join(''));
      if (verbs.at(-1) === 'QUIT') socket.end();
      return;
    }
    tail = (tail + chunk.subarray(-5).toString('latin1')).slice(-5);
    if (tail !== '\r\n.\r\n') return;
    inMail = false;
    mails += 1;
    socket.write('250 2.0.0 taken\r\n');
  });
}

function replyTo(command: string): string {
  switch (command) {
    case 'EHLO':
      return '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n';
    case 'DATA':
      return '354 go on\r\n';
    case 'QUIT':
      return '221 2.0.0 bye\r\n';
    default:
      return '250 2.0.0 ok\r\n';
  }
}
