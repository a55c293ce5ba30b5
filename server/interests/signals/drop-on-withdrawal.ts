/** Drops the signals of a purpose the moment its consent ends, in the same transaction (SEG-1). */
import type { Act, DecisionFollower } from '../../consent/index.ts';
import { refresh } from '../profile/refresh-profiles.ts';
import type { InterestsRoom } from '../room.ts';

const ends: readonly Act[] = ['refused', 'withdrawn', 'objected', 'lapsed'];

/** The follower that rooms.ts hands to consent; running it again changes nothing. */
export function dropOnWithdrawal(room: InterestsRoom): DecisionFollower {
  return {
    follow: async ({ purpose, act }, subscriber, tx) => {
      if (!purpose.startsWith('interests.') || !ends.includes(act)) return;
      await room.signals.takeTurns([subscriber], tx);
      await room.signals.removePurpose(subscriber, purpose, tx);
      await refresh(room, [subscriber], tx);
    },
  };
}
