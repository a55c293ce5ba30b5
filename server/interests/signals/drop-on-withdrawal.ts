/** Drops the signals of a purpose the moment its consent ends, in the same transaction (SEG-1). */
import { type DecisionFollower, noes } from '../../consent/index.ts';
import { groupBy } from '../group-by.ts';
import { refresh } from '../profile/refresh-profiles.ts';
import type { InterestsRoom } from '../room.ts';

/** The follower that rooms.ts hands to consent; running it again changes nothing. */
export function dropOnWithdrawal(room: InterestsRoom): DecisionFollower {
  return {
    follow: async (made, tx) => {
      const ended = made.filter(
        ({ decision: { purpose, act } }) => purpose.startsWith('interests.') && noes.includes(act),
      );
      if (ended.length === 0) return;
      const people = [...new Set(ended.map(({ subscriber }) => subscriber))];
      await room.signals.takeTurns(people, tx);
      for (const [purpose, some] of groupBy(ended, ({ decision }) => decision.purpose)) {
        const whose = some.map(({ subscriber }) => subscriber);
        await room.signals.removePurpose(whose, purpose, tx);
      }
      await refresh(room, people, tx);
    },
  };
}
