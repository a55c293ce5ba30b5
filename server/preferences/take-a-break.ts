/** A break from all newsletters, on the preference page and logged in: what is offered, and what a form asks. */
import { z } from 'zod';
import { type BreakMonths, breaks, pausedUntil, type PurposeStanding } from '../consent/index.ts';
import { plusMonths } from '../platform/clock/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { byThemselves, type How } from './decisions.ts';
import type { Room } from './room.ts';

export const breakForm = z.object({
  months: z.coerce.number().refine((months): months is BreakMonths => breaks.some((one) => one === months)),
});

/** What the section says: until when there is a break, or how long one may be. */
interface BreakShown {
  readonly until: Date | null;
  readonly offers: readonly { readonly months: BreakMonths; readonly until: Date }[];
}

/** Null where there is no newsletter to take a break from. */
export function breakView(
  purposes: readonly string[],
  standing: ReadonlyMap<string, Pick<PurposeStanding, 'agreed' | 'pausedUntil'>>,
  now: Date,
): BreakShown | null {
  if (!purposes.some((purpose) => standing.get(purpose)?.agreed)) return null;
  return {
    until: pausedUntil(standing, now),
    offers: breaks.map((months) => ({ months, until: plusMonths(now, months) })),
  };
}

/** Begins the break; 'nothing' where no newsletter is agreed to. */
export async function pause(
  room: Room,
  id: SubscriberId,
  { months }: z.infer<typeof breakForm>,
  how: How,
): Promise<'paused' | 'nothing'> {
  return (await room.consent.takeABreak(id, months, byThemselves(how))) ? 'paused' : 'nothing';
}

/** Ends it at once. */
export async function resume(room: Room, id: SubscriberId, how: How): Promise<'resumed'> {
  await room.consent.startAgain(id, byThemselves(how));
  return 'resumed';
}
