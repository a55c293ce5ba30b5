/** The door to interests: topics, the words that find them in orders, signals and profiles. */
import { dropOnWithdrawal } from './drop-on-withdrawal.ts';
import { forgetExpired } from './forget-expired.ts';
import { interestsHolder } from './interests-holder.ts';
import { interestsRoutes } from './interests-routes.ts';
import { openInterestsStore } from './interests-store.ts';
import { noteOrders } from './note-orders.ts';
import { noteTold } from './note-told.ts';
import { readProfile } from './read-profile.ts';
import { removeTopic } from './remove-topic.ts';
import type { Interests, InterestsDeps } from './room.ts';
import { defineTopic, setProductWords } from './set-vocabulary.ts';
import { topicsInText } from './topics-in-text.ts';

export type { ProductWord, Signal, Source, Topic, TopicInterest, TopicOrder } from './model.ts';
export type { Interests, InterestsDeps } from './room.ts';

/** Opens the room. */
export function openInterests(deps: InterestsDeps): Interests {
  const store = openInterestsStore(deps.db);
  const room = { ...deps, store };
  const interests: Omit<Interests, 'routes'> = {
    topics: () => store.topics(),
    defineTopic: (topic) => defineTopic(room, topic),
    productWords: () => store.productWords(),
    setProductWords: (list) => setProductWords(room, list),
    topicsOfProduct: async (text) => topicsInText(text, await store.productWords()),
    noteTold: (subscriber, topics, at, tx) => noteTold(room, subscriber, topics, at, tx),
    noteOrders: (subscriber, orders, tx) => noteOrders(room, subscriber, orders, tx),
    profile: (subscriber) => readProfile(room, subscriber),
    remove: (subscriber, topic, tx) => removeTopic(room, subscriber, topic, tx),
    interestedIn: (topic, purpose) => store.interestedIn(topic, purpose, deps.clock()),
    signalsAmong: (subscribers) => store.signalsAmong(subscribers, deps.clock()),
    forgetExpired: () => forgetExpired(room),
    follower: dropOnWithdrawal(store),
    holder: interestsHolder(room),
  };
  return { ...interests, routes: interestsRoutes(deps.accounts, interests) };
}
