/** The door to the privacy desk: a copy of a person's data, and erasure. */
export { openPrivacy, type Privacy } from './open-privacy.ts';
export type { JournalReplay } from './replay-journal.ts';
export type { SubscriberExport } from './export-subscriber.ts';
export type { PrivacyDeps } from './room.ts';
