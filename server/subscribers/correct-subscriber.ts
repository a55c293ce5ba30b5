/** Changes a person, in the journal too, so that a restored backup does not bring the old address back (PRIV-7). */
import { z } from 'zod';
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { languages } from '../platform/i18n/index.ts';
import { newId, type Id, type SubscriberId } from '../platform/ids/index.ts';
import { announce, type Journal, type JournalLine } from '../platform/journal/index.ts';
import { AddressKnown } from './address-known.ts';
import { seal, unseal } from './seal.ts';
import type { Subscriber } from './subscriber.ts';
import type { SubscribersStore } from './subscribers-store.ts';

interface CorrectContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  /** The first seals, all are tried. */
  readonly keys: readonly NamedKey[];
  readonly store: SubscribersStore;
}

/** What became of a correction that the journal has. */
export type Replayed = 'done' | 'nothing to do' | 'impossible';

const text = z.string();
const correctable = z.object({
  email: text,
  firstName: text,
  lastName: text,
  language: z.enum(languages),
  post: z.object({ street: text, postcode: text, town: text, country: text }).nullable(),
});
type Correctable = Pick<Subscriber, keyof z.infer<typeof correctable>>;

/** What is to be different of one person. */
interface Change {
  readonly id: SubscriberId;
  readonly part: Partial<Correctable>;
}

/** Changes each person of whom anything differs; nobody is in it twice, and nobody's id changes nothing. */
export async function correct(context: CorrectContext, changes: readonly Change[], tx: Tx): Promise<void> {
  if (changes.length === 0) return;
  const known = await context.store.withSalts(
    changes.map(({ id }) => id),
    tx,
  );
  const different = changes.flatMap(({ id, part }) => {
    const { person, salt } = known.get(id) ?? {};
    if (!person) return [];
    const wanted = JSON.stringify(correctable.parse({ ...person, ...part }));
    return wanted === JSON.stringify(correctable.parse(person)) ? [] : [{ id, part, wanted, salt: salt! }];
  });
  if (different.length === 0) return;
  const at = context.clock();
  await context.store.correct(different, at, tx);
  const lines = different.map(({ id, wanted, salt }) => {
    // The whole of it, so that the last correction is all that a restore needs.
    const sealed = seal(wanted, context.keys[0]!, { subscriber: id, salt });
    return { kind: 'correction', id: newId<Id<'correction'>>(), subscriber: id, sealed, at };
  });
  announce(context, tx, lines);
}

/** Does a correction of the journal again, unless a later one is there already. */
export async function correctAgain(
  { db, store, keys }: CorrectContext,
  line: JournalLine,
): Promise<Replayed> {
  const subscriber = line['subscriber'] as SubscriberId;
  const at = new Date(String(line['at']));
  const known = await store.corrected(subscriber);
  if (!known || (known.at && known.at > at)) return 'nothing to do';
  const opened = unseal(String(line['sealed']), keys, { subscriber, salt: known.salt });
  if (opened === null) return 'impossible';
  const wanted = correctable.parse(JSON.parse(opened));
  if (opened === JSON.stringify(correctable.parse(await store.find(subscriber)))) return 'nothing to do';
  try {
    await db.transaction((tx) => store.correct([{ id: subscriber, part: wanted }], at, tx));
    return 'done';
  } catch (error) {
    if (error instanceof AddressKnown) return 'impossible';
    throw error;
  }
}
