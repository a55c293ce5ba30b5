/** A few lines to the SMTP server, kept open between mails; whoever finds none free waits for one. */
import { SECOND_MS } from '../clock/index.ts';
import { connect, type ConnectOptions, serverOf } from './smtp-connect.ts';
import { type Dialogue, openDialogue } from './smtp-dialogue.ts';

/** An open line, and whether it was open before: then the server may have closed it meanwhile, or the mail before may break it. */
export interface Line {
  readonly dialogue: Dialogue;
  readonly wasOpen: boolean;
}

export interface Lines {
  readonly server: string;
  /** Waits until there is room on a line, and keeps it for `work`, which takes the line when it has something to send. */
  use<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /**
   * An idle line, a fresh one, or one with a single mail under way; rejects when the server cannot be reached or does
   * not let us in.
   */
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
  /** Open lines, each with how many mails are under way. */
  const open = new Map<Dialogue, number>();
  const idleTimers = new Map<Dialogue, NodeJS.Timeout>();
  const [forRoom, forLine] = [[] as (() => void)[], [] as (() => void)[]];
  let [inUse, opening, closed] = [0, 0, false];
  /** Two mails a line, where the last line said that it takes them. */
  const room = (): number => mostLines() * ([...open.keys()].at(-1)?.takesTwo() ? 2 : 1);
  const connectAnew = async (): Promise<Line> => {
    opening += 1;
    try {
      const dialogue = openDialogue(await connect(options));
      open.set(dialogue, 1);
      dialogue.onEnd(() => {
        clearTimeout(idleTimers.get(dialogue));
        idleTimers.delete(dialogue);
        open.delete(dialogue);
        forLine.shift()?.();
      });
      return { dialogue, wasOpen: false };
    } catch (error) {
      forLine.shift()?.();
      throw error;
    } finally {
      opening -= 1;
    }
  };
  const withMails = (mails: number): Dialogue | undefined =>
    [...open].find(([dialogue, underWay]) => underWay === mails && !isWorn(dialogue))?.[0];
  const take = async (): Promise<Line> => {
    if (closed) throw new Error('The mailer is closed.');
    const idle = withMails(0);
    if (!idle && open.size + opening < mostLines()) return connectAnew();
    const single = withMails(1);
    const dialogue = idle ?? (single?.takesTwo() ? single : null);
    if (!dialogue) {
      await new Promise<void>((resolve) => forLine.push(resolve));
      return take();
    }
    clearTimeout(idleTimers.get(dialogue));
    open.set(dialogue, open.get(dialogue)! + 1);
    return { dialogue, wasOpen: true };
  };
  return {
    server: serverOf(options.smtpUrl),
    use: async (work) => {
      if (inUse >= room()) await new Promise<void>((resolve) => forRoom.push(resolve));
      inUse += 1;
      try {
        return await work();
      } finally {
        inUse -= 1;
        for (let free = room() - inUse; free > 0 && forRoom.length > 0; free -= 1) forRoom.shift()!();
      }
    },
    take,
    give: ({ dialogue }) => {
      if (dialogue.broken() !== null) return;
      const underWay = open.get(dialogue)! - 1;
      open.set(dialogue, underWay);
      if (underWay === 0) {
        if (closed || isWorn(dialogue)) return dialogue.quit();
        idleTimers.set(dialogue, setTimeout(dialogue.quit, idleMs).unref());
      }
      forLine.shift()?.();
    },
    close: () => {
      closed = true;
      for (const [dialogue, underWay] of [...open]) if (underWay === 0) dialogue.close();
      for (const wake of forLine.splice(0)) wake();
    },
  };
}

/** Whether it has carried as many mails as a line should. */
function isWorn(dialogue: Dialogue): boolean {
  return dialogue.mails() >= Math.min(mostMails, dialogue.offers.mostMails);
}
