/** The door to interests: topics, the words that find them in orders, signals and profiles. */
export { strengthOf } from './profile/strength.ts';
export type {
  EntryId,
  Match,
  Observation,
  Observed,
  Product,
  ProductWord,
  Signal,
  Source,
  StoredProfile,
  TableEntry,
  Topic,
  TopicInterest,
  TopicOrder,
} from './model.ts';
export { openInterests } from './open-interests.ts';
export type { Interests, InterestsDeps } from './room.ts';
