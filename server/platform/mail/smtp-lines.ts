/** A few lines to the SMTP server, kept open between mails; whoever finds none free waits for one. */
import { SECOND_MS } from '../clock/index.ts';
import { connect, type ConnectOptions, serverOf } from './smtp-connect.ts';
import { type Dialogue, openDialogue } from './smtp-dialogue.ts';

/** An open line, and whether it lay idle before: then the server may have closed it meanwhile. */
export interface Line {
  readonly dialogue: Dialogue;
  readonly layIdle: boolean;
}

export interface Lines {
  readonly server: string;
  /** Waits until fewer than the most are in use, and keeps one for `work`, which takes it when it has something to send. */
  use<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** An open line, or a fresh one; rejects when the server cannot be reached or does not let us in. */
  take(): Promise<Line>;
  /** Gives the line back, to be used again unless it broke. */
  give(line: Line): void;
  close(): void;
}

/** At most this many at the same time, where nothing else is said. */
export const usualConnections = 5;
const idleMs = 30 * SECOND_MS;
/** Where the server does not say how many it takes; some close a line that carries mails for ever. */
const mostMails = 1000;

/** Opens nothing yet: the first mail does. */
export function openLines({
  mostLines = () => usualConnections,
  ...options
}: ConnectOptions & { readonly mostLines?: () => number }): Lines {
  const idle = new Map<Dialogue, NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let inUse = 0;
  let closed = false;
  const takeIdle = (): Dialogue | null => {
    // The last one that was given back: the others may end.
    const dialogue = [...idle.keys()].at(-1);
    if (!dialogue) return null;
    clearTimeout(idle.get(dialogue));
    idle.delete(dialogue);
    return dialogue;
  };
  const open = async (): Promise<Dialogue> => {
    const dialogue = openDialogue(await connect(options));
    dialogue.onEnd(() => {
      clearTimeout(idle.get(dialogue));
      idle.delete(dialogue);
    });
    return dialogue;
  };
  return {
    server: serverOf(options.smtpUrl),
    use: async (work) => {
      if (inUse < mostLines()) inUse += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        // Whoever waits takes the place over, so that nobody comes in between.
        const next = waiting.shift();
        if (next) next();
        else inUse -= 1;
      }
    },
    take: async () => {
      if (closed) throw new Error('The mailer is closed.');
      const dialogue = takeIdle();
      return dialogue ? { dialogue, layIdle: true } : { dialogue: await open(), layIdle: false };
    },
    give: ({ dialogue }) => {
      if (dialogue.broken() !== null) return;
      if (closed || dialogue.mails() >= Math.min(mostMails, dialogue.offers.mostMails)) dialogue.quit();
      else idle.set(dialogue, setTimeout(dialogue.quit, idleMs).unref());
    },
    close: () => {
      closed = true;
      for (const dialogue of [...idle.keys()]) dialogue.close();
    },
  };
}
