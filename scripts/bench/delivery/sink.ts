/** An SMTP server in a process of its own that takes every mail, forgets it, and tells how many came in. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface SinkStatus {
  readonly port: number;
  readonly mails: number;
}

const server = createServer(serve);
const listening = new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const endOfMail = Buffer.from('\r\n.\r\n');
let mails = 0;

process.on('message', () => {
  void listening.then(() => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ port, mails } satisfies SinkStatus);
  });
});

/** Commands may come several at once, and right behind a mail (RFC 2920). */
function serve(socket: Socket): void {
  let inMail = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.write('220 sink.test\r\n');
  socket.on('data', (chunk) => {
    let replies = '';
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const end = rest.indexOf(inMail ? endOfMail : '\r\n');
      if (end < 0) break;
      const command = inMail ? '.' : rest.toString('latin1', 0, 4).toUpperCase();
      rest = rest.subarray(end + (inMail ? endOfMail.length : 2));
      if (inMail) mails += 1;
      inMail = command === 'DATA';
      replies += replyTo(command);
    }
    // Of a mail only what may be the beginning of its end is needed.
    if (inMail) rest = rest.subarray(-endOfMail.length + 1);
    if (replies !== '') socket.write(replies);
    if (replies.includes('221 ')) socket.end();
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
    case '.':
      return '250 2.0.0 taken\r\n';
    default:
      return '250 2.0.0 ok\r\n';
  }
}
