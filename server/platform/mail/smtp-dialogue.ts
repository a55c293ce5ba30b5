/** Carries mails over an open SMTP connection, one after the other, with as few round trips as the server allows (RFC 5321 §3.3, RFC 2920). */
import { StringDecoder } from 'node:string_decoder';
import { needsSmtpUtf8 } from './mail-address.ts';
import type { ComposedMail } from './mail-types.ts';
import type { Connection, Offers } from './smtp-connect.ts';

/** How a mail ended: at which step, and by which reply; null where the line broke before there was one. */
export interface Told {
  readonly step: 'MAIL' | 'RCPT' | 'DATA' | 'message';
  readonly reply: string | null;
}

export interface Dialogue {
  readonly offers: Offers;
  /** Why the line is no more; null while it is open. */
  readonly broken: () => string | null;
  /** How many mails it has carried, or tried to. */
  readonly mails: () => number;
  /** Whether a second mail may come while one is under way: if it comes in time, its envelope goes with the first one's last byte. */
  readonly takesTwo: () => boolean;
  /**
   * Hands over one mail, and never throws. `mayLeave` is asked right before the first byte of the mail itself; where it
   * says no the line is closed, as nothing else ends the dialogue there, and the answer is null. Of two mails under way
   * only the first has begun.
   */
  send(mail: ComposedMail, mayLeave: () => boolean): Promise<Told | null>;
  /** Says goodbye and closes. */
  quit(): void;
  close(): void;
  /** Called once, when the line is no more. */
  onEnd(ended: () => void): void;
}

/** A server that took longer with a mail gets one at a time, so that none waits long behind another. */
const quickMs = 200;
/** More than any real reply. */
const longestReply = 64 * 1024;

/** Begins it over a connection that is greeted and logged in. */
export function openDialogue({ socket, offers }: Connection): Dialogue {
  const waiting: ((reply: string | null) => void)[] = [];
  const ended: (() => void)[] = [];
  let broken: string | null = null;
  let mails = 0;
  let lastTookMs = 0;
  /** When the mail before has gone over, or came to its end. */
  let before = Promise.resolve();
  /** Whether a mail waits for that. */
  let nextIsThere = false;
  const end = (why: string, leave: () => void = () => socket.destroy()): void => {
    if (broken !== null) return;
    broken = why;
    leave();
    for (const answer of waiting.splice(0)) answer(null);
    for (const tell of ended) tell();
  };
  const nextReply = (): Promise<string | null> =>
    broken === null ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(null);
  const say = (...commands: string[]): void => void socket.write(`${commands.join('\r\n')}\r\n`);

  const hear = readReplies((reply) => {
    const answer = waiting.shift();
    answer?.(reply);
    // Said without being asked, or before the server closes the line (RFC 5321 §4.2.1).
    if (!answer || reply.startsWith('421')) end(reply);
  });
  socket.on('data', (chunk) => {
    if (!hear(chunk)) end('The reply has no end.');
  });
  socket.on('error', (error) => end(error.message));
  socket.on('timeout', () => {
    end('The server says nothing.');
    socket.destroy();
  });
  socket.on('close', () => end('The server closed the line.'));

  /** The first command that was not agreed to; null where the server waits for the mail. */
  const sendEnvelope = async ({ envelope: { from, to } }: ComposedMail): Promise<Told | null> => {
    const utf8 = offers.smtpUtf8 && [from, to].some(needsSmtpUtf8) ? ' SMTPUTF8' : '';
    const commands = [
      ['MAIL', `MAIL FROM:<${from}>${utf8}`],
      ['RCPT', `RCPT TO:<${to}>`],
      ['DATA', 'DATA'],
    ] as const;
    const said = offers.pipelining ? commands.map(nextReply) : [];
    if (offers.pipelining) say(...commands.map(([, command]) => command));
    let refused: Told | null = null;
    for (const [at, [step, command]] of commands.entries()) {
      if (!offers.pipelining) {
        if (refused) return refused;
        said.push(nextReply());
        say(command);
      }
      const reply = await said[at]!;
      const isAgreed = reply !== null && reply.startsWith(step === 'DATA' ? '354' : '2');
      // A server that wants the mail of an envelope that it refused: nothing ends that but the end of the line.
      if (isAgreed && refused && step === 'DATA') end('The server wants a mail that it refused.');
      if (!isAgreed) refused ??= { step, reply };
    }
    return refused;
  };
  /** So that the next mail begins anew. */
  const reset = async (): Promise<void> => {
    if (broken !== null) return;
    const done = nextReply();
    say('RSET');
    if (!(await done)?.startsWith('2')) end('The server does not begin anew.');
  };

  const send = async (
    mail: ComposedMail,
    mayLeave: () => boolean,
    gone: () => void,
  ): Promise<Told | null> => {
    const refused = await sendEnvelope(mail);
    if (refused) {
      await reset();
      return refused;
    }
    if (!mayLeave()) {
      end('The mail was held back.');
      return null;
    }
    const answer = nextReply();
    socket.cork();
    for (const part of mail.parts) socket.write(part);
    socket.write('.\r\n');
    // By then the envelope of the mail behind it is written too, so that both leave together.
    process.nextTick(() => socket.uncork());
    // An envelope that came later would cross the answer: a server that gathers its replies (RFC 896) would keep back
    // those to the envelope until our machine acknowledges the answer, which it puts off for 40 ms.
    if (offers.pipelining && nextIsThere) gone();
    return { step: 'message', reply: await answer };
  };

  return {
    offers,
    broken: () => broken,
    mails: () => mails,
    takesTwo: () => offers.pipelining && mails > 0 && lastTookMs < quickMs,
    send: async (mail, mayLeave) => {
      mails += 1;
      const mine = before;
      let gone = (): void => undefined;
      before = new Promise((resolve) => (gone = resolve));
      nextIsThere = true;
      await mine;
      nextIsThere = false;
      const from = performance.now();
      const told = await send(mail, mayLeave, gone);
      lastTookMs = performance.now() - from;
      gone();
      return told;
    },
    quit: () => end('Goodbye.', () => socket.end('QUIT\r\n')),
    close: () => end('The line was closed.'),
    onEnd: (tell) => void ended.push(tell),
  };
}

/** Puts replies together from what comes in, in whole, several lines as one; false where one grows too long. */
function readReplies(heard: (reply: string) => void): (chunk: Buffer) => boolean {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let reply = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) {
      reply = reply === '' ? line : `${reply}\n${line}`;
      if (reply === '' || /^\d{3}-/.test(line)) continue;
      const whole = reply;
      reply = '';
      heard(whole);
    }
    return rest.length + reply.length <= longestReply;
  };
}
