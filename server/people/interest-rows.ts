/** The rows of the card's interests: topic, where it came from, and when it is forgotten. */
import type { Signal } from '../interests/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Room } from './room.ts';

export interface InterestRow {
  readonly topic: string;
  readonly source: Signal['source'];
  readonly observedAt: Date;
  /** Null: when the person removes it. */
  readonly expiresAt: Date | null;
}

/** One row a signal. */
export async function interestRows(
  room: Room,
  person: SubscriberId,
  language: Language,
): Promise<readonly InterestRow[]> {
  const [profile, topics] = await Promise.all([room.interests.profile(person), room.interests.topics()]);
  const names = new Map(topics.map((topic) => [topic.key, topic[language]]));
  return profile.flatMap(({ topic, signals }) =>
    signals.map(({ source, observedAt, expiresAt }) => ({
      topic: names.get(topic) ?? topic,
      source,
      observedAt,
      expiresAt,
    })),
  );
}
