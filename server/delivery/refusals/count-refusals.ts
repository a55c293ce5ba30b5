/** When refusals block an address, as a pure function of what was refused before (MAIL-9). */
import type { RefusalEffect } from '../../platform/mail/index.ts';

/** What is remembered of one person's refusals since the last mail that was accepted. */
export interface RefusalCount {
  /** Mails that were refused in a way that says little by itself. */
  readonly refusals: number;
  /** The first of the days on which they were, as counted in Amsterdam. */
  readonly days: readonly string[];
  /** The first day on which the mailbox was said to be closed (5.2.1). */
  readonly closedOn: string | null;
}

export const noRefusals: RefusalCount = { refusals: 0, days: [], closedOn: null };

/** So many mails refused, on so many different days, with none accepted in between, are a run. */
export const run = { refusals: 5, days: 3 } as const;

export interface Counted {
  readonly count: RefusalCount;
  readonly blocks: boolean;
}

/** What a mail that was refused for good on that day adds up to. */
export function countRefusal(before: RefusalCount, effect: RefusalEffect, day: string): Counted {
  switch (effect) {
    case 'block':
      return { count: before, blocks: true };
    case 'twice':
      return {
        count: { ...before, closedOn: before.closedOn ?? day },
        blocks: before.closedOn !== null && before.closedOn !== day,
      };
    case 'run': {
      const isFurther = before.days.length < run.days && !before.days.includes(day);
      const days = isFurther ? [...before.days, day] : before.days;
      const count = { ...before, days, refusals: before.refusals + 1 };
      return { count, blocks: count.refusals >= run.refusals && days.length >= run.days };
    }
    case 'alert':
    case 'nothing':
      return { count: before, blocks: false };
  }
}
