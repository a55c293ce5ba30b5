/** A few connections to the SMTP server, kept open between mails; whoever finds none free waits for one. */
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import { MINUTE_MS, SECOND_MS } from '../clock/index.ts';

/** One open connection, ready for a mail. */
export interface Line {
  readonly connection: SMTPConnection;
  /** Whether it has carried a mail before: the server may have closed it meanwhile. */
  used: boolean;
  idleTimer: NodeJS.Timeout | null;
}

export interface Lines {
  readonly server: string;
  /** A free line, or a fresh one; rejects when the server cannot be reached or does not let us in. */
  take(): Promise<Line>;
  /** Gives the line back; a broken one is closed and not used again. */
  give(line: Line, works: boolean): void;
  close(): void;
}

/** At most this many at the same time; whoever sends should have no more mails in flight. */
const mostLines = 5;
const idleMs = 30 * SECOND_MS;

interface LineOptions {
  readonly smtpUrl: string;
  readonly publicUrl: string;
  readonly socketTimeoutMs?: number;
}

/** Opens nothing yet: the first mail does. */
export function openLines({ smtpUrl, publicUrl, socketTimeoutMs }: LineOptions): Lines {
  const { auth, ...given } = parseConnectionUrl(smtpUrl);
  const options: SMTPConnectionOptions = {
    ...given,
    connectionTimeout: 20 * SECOND_MS,
    greetingTimeout: 20 * SECOND_MS,
    socketTimeout: socketTimeoutMs ?? 2 * MINUTE_MS,
    name: new URL(publicUrl).hostname,
    logger: false,
  };
  const free: Line[] = [];
  const waiting: (() => void)[] = [];
  let open = 0;
  let closed = false;

  const remove = (line: Line): void => {
    const at = free.indexOf(line);
    if (at >= 0) free.splice(at, 1);
  };
  const connect = async (): Promise<Line> => {
    const connection = new SMTPConnection(options);
    const line: Line = { connection, used: false, idleTimer: null };
    // Also called by our own close(): the one place where a line stops counting.
    connection.once('end', () => {
      open -= 1;
      remove(line);
      if (line.idleTimer) clearTimeout(line.idleTimer);
      waiting.shift()?.();
    });
    open += 1;
    try {
      await start(connection, auth);
      return line;
    } catch (error) {
      connection.close();
      throw error;
    }
  };
  const take = async (): Promise<Line> => {
    if (closed) throw new Error('The mailer is closed.');
    const line = free.pop();
    if (line) {
      if (line.idleTimer) clearTimeout(line.idleTimer);
      return line;
    }
    if (open < mostLines) return connect();
    await new Promise<void>((resolve) => waiting.push(resolve));
    return take();
  };
  return {
    server: `${options.host ?? 'localhost'}:${options.port ?? (options.secure ? 465 : 587)}`,
    take,
    give: (line, works) => {
      if (!works || closed) return line.connection.close();
      line.used = true;
      line.idleTimer = setTimeout(() => {
        remove(line);
        line.connection.quit();
      }, idleMs).unref();
      free.push(line);
      waiting.shift()?.();
    },
    close: () => {
      closed = true;
      for (const line of [...free]) line.connection.close();
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

function start(connection: SMTPConnection, auth: { user: string; pass: string } | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.connect((error) => {
      if (error) return reject(error);
      if (!auth || !connection.allowsAuth)
        return auth ? reject(new Error('The server offers no login.')) : resolve();
      connection.login({ user: auth.user, pass: auth.pass }, (failed) =>
        failed ? reject(failed) : resolve(),
      );
    });
  });
}
