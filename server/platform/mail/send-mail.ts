/** Hands one composed mail to the SMTP server and says exactly what is known of it afterwards. */
import type { ComposedMail, SendResult } from './mail-types.ts';
import { needsSmtpUtf8 } from './mail-address.ts';
import type { Told } from './smtp-dialogue.ts';
import type { Line, Lines } from './smtp-lines.ts';

/** What nodemailer's errors tell of a connection that was not opened. */
interface SmtpError {
  readonly message?: string;
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** Sends once; a line that died meanwhile, or broke with the mail before, is replaced by another, since nothing of this one had gone over it. */
export async function sendMail(
  mail: ComposedMail,
  lines: Lines,
  mayLeave: () => boolean = () => true,
): Promise<SendResult> {
  for (;;) {
    let line: Line;
    try {
      line = await lines.take();
    } catch (error) {
      return notOpened(error as SmtpError);
    }
    const refusal = refuseHere(mail, line, lines.server);
    const told = refusal ? null : await line.dialogue.send(mail, mayLeave);
    lines.give(line);
    if (refusal) return refusal;
    if (!told) return { kind: 'unreachable', reply: '' };
    const wasClosed = told.reply === null || told.reply.startsWith('421');
    if (wasClosed && told.step !== 'message' && line.wasOpen) continue;
    return resultOf(told, line, lines.server);
  }
}

/** What this server certainly does not take. */
function refuseHere(
  { envelope, parts }: ComposedMail,
  { dialogue }: Line,
  server: string,
): SendResult | null {
  const refused = { kind: 'refused', permanent: true, server } as const;
  const { smtpUtf8, largestMail } = dialogue.offers;
  if (isNoAddress(envelope.to)) return { ...refused, code: '5.1.3', reply: 'This is not an address.' };
  if (needsSmtpUtf8(envelope.to) && !smtpUtf8) {
    const reply = 'The server does not take addresses with these letters before the @ (SMTPUTF8, RFC 6531).';
    return { ...refused, code: '5.6.7', reply };
  }
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (bytes <= largestMail) return null;
  // Not 5.3.4: that would count against the address.
  return {
    ...refused,
    code: '5.6.0',
    reply: `The mail is larger than the server takes (${largestMail} bytes).`,
  };
}

function resultOf({ step, reply }: Told, { dialogue }: Line, server: string): SendResult {
  if (reply === null) {
    const why = clip(dialogue.broken() ?? '');
    return step === 'message'
      ? { kind: 'uncertain', reply: why, server }
      : { kind: 'unreachable', reply: why };
  }
  const said = clip(reply);
  const permanent = reply.startsWith('5');
  if (step === 'message' && reply.startsWith('2')) return { kind: 'accepted', reply: said, server };
  if (step !== 'MAIL') return { kind: 'refused', permanent, code: codeOf(reply), reply: said, server };
  // Of us as the sender: that is nothing against the recipient.
  const refuses = reply.startsWith('530') ? 'login' : 'sender';
  return { kind: 'unreachable', reply: said, ...(permanent && { refuses }) };
}

/** There was no connection, or no login; says where that is because the server does not want us (RFC 4954 §6). */
function notOpened({ message = '', code, response, responseCode = 0 }: SmtpError): SendResult {
  const isLogin = responseCode === 530 || (code === 'EAUTH' && responseCode >= 500);
  return { kind: 'unreachable', reply: clip(response ?? message), ...(isLogin && { refuses: 'login' }) };
}

function isNoAddress(address: string): boolean {
  return address === '' || /[\r\n<>]/.test(address);
}

/** The enhanced code where the reply has one of its own class, else the three digits (RFC 2034 §4). */
function codeOf(reply: string): string {
  const [, digits = '', enhanced] = /^(\d{3})[ -](?:#?([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  return enhanced && enhanced[0] === digits[0] ? enhanced : digits;
}

function clip(text: string): string {
  return text.slice(0, 500);
}
