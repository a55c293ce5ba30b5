/** Drops the signals of a purpose the moment its consent ends, in the same transaction (SEG-1). */
import type { Act, DecisionFollower } from '../consent/index.ts';
import type { InterestsStore } from './interests-store.ts';

const ends: readonly Act[] = ['refused', 'withdrawn', 'objected', 'lapsed'];

/** The follower that app.ts hands to consent; running it again changes nothing. */
export function dropOnWithdrawal(store: InterestsStore): DecisionFollower {
  return {
    follow: async ({ purpose, act }, subscriber, tx) => {
      if (!purpose.startsWith('interests.') || !ends.includes(act)) return;
      await store.takeTurn(subscriber, tx);
      await store.removePurpose(subscriber, purpose, tx);
    },
  };
}
