/** Reads what waits to be sent, and why. */
import type { MailingId } from '../../platform/ids/index.ts';
import { readFigures } from '../figures/read-figures.ts';
import type { Closed } from '../pace/pace-room.ts';
import type { Room } from '../room.ts';

/** A mailing under way, or one that is paused. */
export interface WaitingMailing {
  readonly id: MailingId;
  readonly paused: boolean;
  /** Not tried yet. */
  readonly pending: number;
  /** Of these, how many were told to come back because their domain gets no more just now. */
  readonly later: number;
  /** Refused for now, and tried again. */
  readonly again: number;
  /** Why none of its mails leaves just now; null where they do. */
  readonly closed: Closed | null;
  /** When everybody will have been tried once, at this rate with quiet hours and warm-ups; null where that cannot be said. */
  readonly expectedEnd: Date | null;
}

/** The one that began last first. */
export async function readWaiting(room: Room): Promise<readonly WaitingMailing[]> {
  const { mailings, pace } = room;
  const [sending, paused] = await Promise.all([mailings.inState('sending'), mailings.inState('paused')]);
  const all = [...sending, ...paused].filter(({ frozenAt }) => frozenAt !== null);
  all.sort((one, other) => other.startsAt.getTime() - one.startsAt.getTime());
  return Promise.all(
    all.map(async (mailing) => {
      const { outcomes, later, expectedEnd } = (await readFigures(room, mailing.id))!;
      const isPaused = mailing.state === 'paused';
      return {
        ...{ id: mailing.id, paused: isPaused, pending: outcomes.pending, again: outcomes.again, later },
        ...{ closed: isPaused ? null : await pace.waits(mailing), expectedEnd },
      };
    }),
  );
}
