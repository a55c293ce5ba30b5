/** Puts the room together. */
import { openAnswersStore } from './api/answers-store.ts';
import { apiPage } from './api/api-page.ts';
import { apiRoutes } from './api/api-routes.ts';
import { interestsHolder } from './interests-holder.ts';
import { Router } from '../platform/http/index.ts';
import { interestsRoutes } from './pages/interests-routes.ts';
import { followTable } from './products/follow-table.ts';
import { matcherOf } from './products/match-product.ts';
import { defineTopic, setProductWords } from './products/set-vocabulary.ts';
import { openUnmatchedStore } from './products/unmatched-store.ts';
import { openVocabularyStore } from './products/vocabulary-store.ts';
import { openProfilesStore } from './profile/profiles-store.ts';
import { readProfile, streamProfiles } from './profile/read-profile.ts';
import { refreshDue } from './profile/refresh-profiles.ts';
import type { Interests, InterestsDeps, InterestsRoom } from './room.ts';
import { dropOnWithdrawal } from './signals/drop-on-withdrawal.ts';
import { forgetExpired } from './signals/forget-expired.ts';
import { noteOrders } from './signals/note-orders.ts';
import { noteTold } from './signals/note-told.ts';
import { removeTopic } from './signals/remove-topic.ts';
import { openSignalsStore } from './signals/signals-store.ts';
import { takeObservations } from './signals/take-observations.ts';

/** Opens the room. */
export function openInterests(deps: InterestsDeps): Interests {
  const { db, clock } = deps;
  const vocabulary = openVocabularyStore(db, clock);
  const unmatched = openUnmatchedStore(db, clock);
  const signals = openSignalsStore(db, clock);
  const profiles = openProfilesStore(db);
  const room: InterestsRoom = { ...deps, vocabulary, unmatched, signals, profiles };
  const answers = openAnswersStore(db, clock);
  let isStopping = false;
  return {
    topics: vocabulary.topics,
    defineTopic: (topic) => defineTopic(room, topic),
    productWords: vocabulary.table,
    setProductWords: (list) => setProductWords(room, list),
    matchProduct: async (product) => matcherOf(await vocabulary.table())(product),
    noteTold: (subscriber, topics, at, tx) => noteTold(room, subscriber, topics, at, tx),
    noteOrders: (subscriber, orders, tx) => noteOrders(room, subscriber, orders, tx),
    takeObservations: (list, dry) => takeObservations(room, list, dry),
    profile: (subscriber) => readProfile(room, subscriber),
    profiles: () => streamProfiles(room),
    refreshProfiles: () => refreshDue(room),
    followTable: () => followTable(room, () => isStopping),
    stop: () => {
      isStopping = true;
    },
    remove: (subscriber, topic, tx) => removeTopic(room, subscriber, topic, tx),
    interestedIn: (topic, purpose) => signals.interestedIn(topic, purpose),
    signalsAmong: (subscribers) => signals.among(subscribers),
    forgetExpired: () => forgetExpired(room),
    follower: dropOnWithdrawal(room),
    api: apiRoutes(room, answers),
    routes: Router().use(interestsRoutes(room), apiPage(room)),
    holder: interestsHolder(room, answers.collection),
  };
}
