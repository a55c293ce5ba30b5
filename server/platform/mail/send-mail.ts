/** Hands one composed mail to the SMTP server and says exactly what is known of it afterwards. */
import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ComposedMail, SendResult } from './mail-types.ts';
import { needsSmtpUtf8 } from './mail-address.ts';
import type { Line, Lines } from './smtp-lines.ts';

/** What nodemailer's errors tell. */
interface SmtpError {
  readonly message?: string;
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** Sends once; a line that died while it lay idle is replaced by a fresh one, since nothing had gone over it. */
export async function sendMail(
  mail: ComposedMail,
  lines: Lines,
  mayLeave: () => boolean = () => true,
): Promise<SendResult> {
  let line: Line;
  try {
    line = await lines.take();
  } catch (error) {
    return unreachable(error as SmtpError);
  }
  const wasUsed = line.used;
  const result = await sendOver(line.connection, mail, lines.server, mayLeave);
  lines.give(line, await isUsable(line.connection, result));
  return result.kind === 'unreachable' && wasUsed && mayLeave() ? sendMail(mail, lines, mayLeave) : result;
}

async function sendOver(
  connection: SMTPConnection,
  mail: ComposedMail,
  server: string,
  mayLeave: () => boolean,
): Promise<SendResult> {
  if (needsSmtpUtf8(mail.envelope.to) && !offers(connection, 'SMTPUTF8')) {
    const reply = 'The server does not take addresses with these letters before the @ (SMTPUTF8, RFC 6531).';
    return { kind: 'refused', permanent: true, code: '5.6.7', reply, server };
  }
  let begun = false;
  return new Promise((resolve) => {
    // Read only once the server has said yes to the recipient and to DATA: from then on a broken line leaves doubt.
    const message = new Readable({
      read() {
        if (!mayLeave()) {
          resolve({ kind: 'unreachable', reply: '' });
          return connection.close();
        }
        begun = true;
        this.push(mail.raw);
        this.push(null);
      },
    });
    connection.send({ ...mail.envelope }, message, (error, info) => {
      if (error) resolve(resultOf(error as SmtpError, begun, server));
      else resolve({ kind: 'accepted', reply: clip(info?.response ?? ''), server });
    });
  });
}

/** What an error says: a reply about this recipient or this mail is a refusal, anything else is about the line. */
function resultOf(error: SmtpError, begun: boolean, server: string): SendResult {
  const { responseCode = 0, response = '', command } = error;
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (aboutThisMail && responseCode >= 400) {
    const permanent = responseCode >= 500;
    return { kind: 'refused', permanent, code: codeOf(response), reply: clip(response), server };
  }
  if (error.code === 'EENVELOPE' && command === 'API') {
    // The sender's may be the one that is wrong: that is nothing against the recipient.
    return error.message?.startsWith('Invalid recipient')
      ? { kind: 'refused', permanent: true, code: '5.1.3', reply: 'This is not an address.', server }
      : { kind: 'unreachable', reply: textOf(error), refuses: 'sender' };
  }
  return begun ? { kind: 'uncertain', reply: textOf(error), server } : unreachable(error);
}

/** No mail left; says where that is because the server does not want us (RFC 4954 §6, RFC 5321 §4.2). */
function unreachable(error: SmtpError): SendResult {
  const { responseCode = 0, command = '' } = error;
  const result = { kind: 'unreachable', reply: textOf(error) } as const;
  if (responseCode < 500) return result;
  if (error.code === 'EAUTH' || responseCode === 530) return { ...result, refuses: 'login' };
  return command === 'MAIL FROM' ? { ...result, refuses: 'sender' } : result;
}

/** After a refusal the dialogue is begun anew (RSET); where that fails the line is given up. */
async function isUsable(connection: SMTPConnection, result: SendResult): Promise<boolean> {
  if (result.kind === 'accepted') return !connection.destroyed;
  if (result.kind !== 'refused' || connection.destroyed) return false;
  return new Promise((resolve) => {
    const ended = () => resolve(false);
    connection.once('end', ended);
    connection.reset((error) => {
      connection.off('end', ended);
      resolve(!error);
    });
  });
}

function offers(connection: SMTPConnection, extension: string): boolean {
  return (connection as unknown as { _supportedExtensions: string[] })._supportedExtensions.includes(
    extension,
  );
}

/** The enhanced code where the reply has one of its own class, else the three digits (RFC 2034 §4). */
function codeOf(reply: string): string {
  const [, digits = '', enhanced] = /^(\d{3})[ -](?:#?([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  return enhanced && enhanced[0] === digits[0] ? enhanced : digits;
}

function textOf({ message = '', response }: SmtpError): string {
  return clip(response ?? message);
}

function clip(text: string): string {
  return text.slice(0, 500);
}
