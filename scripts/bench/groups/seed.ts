/** Many readers with consents and signals, written straight into the database: only that can be quick enough. */
import type { Db } from '../../../server/platform/db/index.ts';
import { newId } from '../../../server/platform/ids/index.ts';

export const audience = 'newsletter.bloemenpost.email';
export const topics = ['rozen', 'tuin', 'bruiloft', 'rouw', 'planten', 'workshops', 'kerst', 'droogbloemen'];

const atOnce = 5000;
/** How far it is, is said each time that so many were added. */
const told = 100_000;
const some = (chance: number) => Math.random() < chance;
const one = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** Adds so many; four of five agreed to something about interests, with one and a half signals each. */
export async function seedReaders({ connection }: Db, people: number, at: Date): Promise<void> {
  const insert = (name: string, rows: readonly object[]) =>
    connection.collection(name).insertMany([...rows], { ordered: false, writeConcern: { w: 1 } });
  for (let done = 0; done < people; done += atOnce) {
    const readers = Array.from({ length: Math.min(atOnce, people - done) }, () => reader(at));
    await Promise.all([
      insert(
        'subscribers',
        readers.map(({ subscriber }) => subscriber),
      ),
      insert(
        'standings',
        readers.map(({ standing }) => standing),
      ),
      insert(
        'signals',
        readers.flatMap(({ signals }) => signals),
      ),
    ]);
    const added = done + readers.length;
    if (added % told === 0) console.log(`${added} of ${people} readers are there`);
  }
}

function reader(at: Date) {
  const _id = newId();
  const saidSo = some(0.7);
  const orders = some(0.4);
  const post = some(0.3);
  const agreed = [
    audience,
    ...(post ? ['newsletter.bloemenpost.post'] : []),
    ...(saidSo ? ['interests.told'] : []),
    ...(orders ? ['interests.orders'] : []),
  ];
  const first = Math.floor(Math.random() * topics.length);
  const ordered = [topics[first]!, topics[(first + 1) % topics.length]!] as const;
  const daysAgo = (days: number) => new Date(at.getTime() - Math.floor(Math.random() * days) * 86_400_000);
  const signal = (source: string, purpose: string, topic: string) => {
    const observedAt = daysAgo(330);
    const observedOn = observedAt.toISOString().slice(0, 10);
    return {
      ...{ _id: newId(), subscriber: _id, topic, source, purpose, observedAt, observedOn, expiresAt: null },
    };
  };
  const postcode = `${10 + Math.floor(Math.random() ** 2 * 90)}12 AB`;
  return {
    subscriber: {
      ...{ _id, email: `${_id}@lezers.test`, firstName: '', lastName: '', language: some(0.8) ? 'nl' : 'en' },
      ...{ firstNameFolded: '', lastNameFolded: '', createdAt: at, lastActivityAt: daysAgo(700) },
      ...{ lastActivity: 'decision', post: post ? { street: '', postcode, town: '', country: 'NL' } : null },
    },
    standing: {
      ...{ _id, ledgerId: newId(), suppressed: [], lines: 0, head: null, agreed },
      purposes: agreed.map((purpose) => ({ purpose, agreed: true, since: at, decision: _id, wording: null })),
    },
    signals: [
      ...(saidSo ? [signal('told', 'interests.told', one(topics))] : []),
      ...(orders ? [signal('order', 'interests.orders', ordered[0])] : []),
      ...(orders && some(0.5) ? [signal('order', 'interests.orders', ordered[1])] : []),
    ],
  };
}
