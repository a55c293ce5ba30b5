/** Opens a connection to the SMTP server: addresses, TLS and login are nodemailer's, the mails then go by our own dialogue. */
import type { Socket } from 'node:net';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import { MINUTE_MS, SECOND_MS } from '../clock/index.ts';

export interface ConnectOptions {
  readonly smtpUrl: string;
  /** Its host is the name under which we greet the server. */
  readonly publicUrl: string;
  /** How long a silent server is waited for; two minutes when it is not said. */
  readonly socketTimeoutMs?: number;
}

/** What the server offers (RFC 5321 §4.1.1.1). */
export interface Offers {
  /** Commands may come together (RFC 2920). */
  readonly pipelining: boolean;
  /** Letters beyond ASCII before the @ (RFC 6531). */
  readonly smtpUtf8: boolean;
  /** In bytes (RFC 1870). */
  readonly largestMail: number;
  /** How many mails one connection may carry (RFC 9422). */
  readonly mostMails: number;
}

export interface Connection {
  readonly socket: Socket;
  readonly offers: Offers;
}

/** Where mails go: 'host:port'. */
export function serverOf(smtpUrl: string): string {
  const { host, port, secure } = parseConnectionUrl(smtpUrl);
  return `${host ?? 'localhost'}:${port ?? (secure ? 465 : 587)}`;
}

/** Connects and logs in; rejects with nodemailer's error where the server cannot be reached or does not let us in. */
export async function connect({ smtpUrl, publicUrl, socketTimeoutMs }: ConnectOptions): Promise<Connection> {
  const { auth, ...given } = parseConnectionUrl(smtpUrl);
  const options: SMTPConnectionOptions = {
    ...given,
    connectionTimeout: 20 * SECOND_MS,
    greetingTimeout: 20 * SECOND_MS,
    socketTimeout: socketTimeoutMs ?? 2 * MINUTE_MS,
    name: new URL(publicUrl).hostname,
    logger: false,
  };
  const connection = new SMTPConnection(options);
  try {
    await greet(connection);
    const offers = readOffers(String(connection.lastServerResponse));
    if (auth) await logIn(connection, auth);
    return { socket: takeSocket(connection), offers };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** By the reply to EHLO. */
function readOffers(reply: string): Offers {
  const numberIn = (pattern: RegExp) => Number(pattern.exec(reply)?.[1] ?? 0) || Infinity;
  return {
    pipelining: /^\d{3}[ -]PIPELINING\b/im.test(reply),
    smtpUtf8: /^\d{3}[ -]SMTPUTF8\b/im.test(reply),
    largestMail: numberIn(/^\d{3}[ -]SIZE (\d+)/im),
    mostMails: numberIn(/^\d{3}[ -]LIMITS\b.*\bMAILMAX=(\d+)/im),
  };
}

function greet(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function logIn(connection: SMTPConnection, auth: { user: string; pass: string }): Promise<void> {
  if (!connection.allowsAuth) return Promise.reject(new Error('The server offers no login.'));
  return new Promise((resolve, reject) => {
    connection.login({ user: auth.user, pass: auth.pass }, (error) => (error ? reject(error) : resolve()));
  });
}

/** The socket as it is after greeting, TLS and login, without nodemailer's own listeners. */
function takeSocket(connection: SMTPConnection): Socket {
  const inner = connection as unknown as Record<string, (...args: unknown[]) => void> & { _socket: Socket };
  const socket = inner._socket;
  for (const event of ['Data', 'Timeout', 'Close', 'End', 'Error']) {
    socket.off(event.toLowerCase(), inner[`_onSocket${event}`]!);
  }
  return socket;
}
