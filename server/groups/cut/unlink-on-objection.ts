/** Deletes the link from the cuts to a person the moment they object or withdraw, in the same transaction (CON-12). */
import type { Act, DecisionFollower } from '../../consent/index.ts';
import type { CutStore } from './cut-store.ts';

const ends: readonly Act[] = ['refused', 'withdrawn', 'objected', 'lapsed'];

/** The follower that rooms.ts hands to consent; running it again changes nothing. The next cut has what is still agreed to. */
export function unlinkOnObjection(store: CutStore): DecisionFollower {
  return {
    follow: async ({ purpose, act }, subscriber, tx) => {
      if (purpose.startsWith('interests.') && ends.includes(act)) await store.unlink(subscriber, tx);
    },
  };
}
