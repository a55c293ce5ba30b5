/** Deletes the link from the cuts to a person the moment they object or withdraw, in the same transaction (CON-12). */
import { type DecisionFollower, noes } from '../../consent/index.ts';
import type { CutStore } from './cut-store.ts';

/** The follower that rooms.ts hands to consent; running it again changes nothing. The next cut has what is still agreed to. */
export function unlinkOnObjection(store: CutStore): DecisionFollower {
  return {
    follow: async (made, tx) => {
      const ended = made.filter(
        ({ decision: { purpose, act } }) => purpose.startsWith('interests.') && noes.includes(act),
      );
      for (const subscriber of new Set(ended.map((one) => one.subscriber)))
        await store.unlink(subscriber, tx);
    },
  };
}
