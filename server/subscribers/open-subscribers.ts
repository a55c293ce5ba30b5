/** Puts the room together. */
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, PersonalDataHolder, Tx } from '../platform/db/index.ts';
import { askTogether } from '../platform/gather/index.ts';
import { NotFound } from '../platform/errors/index.ts';
import { newId, type SubscriberId } from '../platform/ids/index.ts';
import type { Journal, JournalLine } from '../platform/journal/index.ts';
import { correct, correctAgain, type Replayed } from './correct-subscriber.ts';
import type { ActivityKind, NewSubscriber, Subscriber, SubscriberTraits } from './subscriber.ts';
import { openSubscribersStore } from './subscribers-store.ts';

type Changeable = Partial<Pick<Subscriber, 'firstName' | 'lastName' | 'language' | 'post'>>;

export interface Subscribers {
  find(id: SubscriberId): Promise<Subscriber | null>;
  /** Throws NotFound where nobody has the id. */
  get(id: SubscriberId): Promise<Subscriber>;
  /** Finds by the normalised address. */
  findByEmail(email: string): Promise<Subscriber | null>;
  /** Many at once by their normalised addresses, by one query; whoever is unknown is missing from the map. */
  findManyByEmail(emails: readonly string[], tx?: Tx): Promise<Map<string, Subscriber>>;
  /** Many at once, by one query; whoever is gone is missing from the map. */
  findMany(ids: readonly SubscriberId[]): Promise<Map<SubscriberId, Subscriber>>;
  /** Which of these people there are in the transaction: others were erased. */
  thereAmong(ids: readonly SubscriberId[], tx: Tx): Promise<ReadonlySet<SubscriberId>>;
  /** People whose address or name begins with the text, 25 a page, the first page is 1. */
  search(
    text: string,
    page: number,
  ): Promise<{ people: readonly Subscriber[]; total: number; pages: number }>;
  /** Adds a person; AddressKnown where somebody has the address already. */
  create(person: NewSubscriber, at: Date, tx: Tx): Promise<Subscriber>;
  /** Adds many people; AddressKnown where somebody has one of the addresses already. */
  createMany(people: readonly NewSubscriber[], at: Date, tx: Tx): Promise<void>;
  /** Changes what differs, in the journal first; so does `changeEmail`. */
  change(id: SubscriberId, part: Changeable, tx?: Tx): Promise<void>;
  /** The same for many people, nobody twice. */
  changeMany(
    changes: readonly { readonly id: SubscriberId; readonly part: Changeable }[],
    tx: Tx,
  ): Promise<void>;
  /** Gives the person another address, normalised; AddressKnown where somebody has it already. */
  changeEmail(id: SubscriberId, email: string, tx: Tx): Promise<void>;
  /** Does again what the journal has and a restored database has not (PRIV-7). */
  replayCorrection(line: JournalLine): Promise<Replayed>;
  /** Notes activity for the term of two years; an older moment than the one known changes nothing. */
  markActive(id: SubscriberId, kind: ActivityKind, at: Date, tx?: Tx): Promise<void>;
  /** The same for many people at once, each at their own time. */
  markManyActive(
    people: readonly { readonly id: SubscriberId; readonly at: Date }[],
    kind: ActivityKind,
    tx?: Tx,
  ): Promise<void>;
  count(): Promise<number>;
  /** The next so many in order of their ids, behind `after`; null begins at the beginning. */
  manyAfter(after: SubscriberId | null, limit: number): Promise<readonly Subscriber[]>;
  /** The same, without name and address. */
  traitsAfter(after: SubscriberId | null, limit: number): Promise<readonly SubscriberTraits[]>;
  /** Many at once, by one query; whoever is gone is missing. */
  traitsOf(ids: readonly SubscriberId[]): Promise<readonly SubscriberTraits[]>;
  readonly holder: PersonalDataHolder;
}

interface SubscribersDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  /** Seal what the journal keeps of a person: the first seals, all open. */
  readonly sealKeys: readonly NamedKey[];
}

/** Opens the room. */
export function openSubscribers({ db, clock, journal, sealKeys }: SubscribersDeps): Subscribers {
  const store = openSubscribersStore(db);
  const context = { db, clock, journal, keys: sealKeys, store };
  const askAbout = askTogether(store.findMany);
  const find = async (id: SubscriberId) => (await askAbout(id)) ?? null;
  return {
    find,
    get: async (id) => {
      const found = await find(id);
      if (!found) throw new NotFound();
      return found;
    },
    findByEmail: store.findByEmail,
    findManyByEmail: store.findManyByEmail,
    findMany: store.findMany,
    search: store.search,
    create: async (person, at, tx) => {
      const subscriber = asSubscriber(person, at);
      await store.insert([subscriber], tx);
      return subscriber;
    },
    createMany: (people, at, tx) =>
      store.insert(
        people.map((person) => asSubscriber(person, at)),
        tx,
      ),
    change: (id, part, tx) =>
      tx
        ? correct(context, [{ id, part }], tx)
        : db.transaction((own) => correct(context, [{ id, part }], own)),
    changeMany: (changes, tx) => correct(context, changes, tx),
    changeEmail: (id, email, tx) => correct(context, [{ id, part: { email } }], tx),
    replayCorrection: (line) => correctAgain(context, line),
    markActive: (id, kind, at, tx) => store.markActive([{ id, at }], kind, tx),
    markManyActive: store.markActive,
    count: store.count,
    manyAfter: store.manyAfter,
    traitsAfter: store.traitsAfter,
    thereAmong: store.thereAmong,
    traitsOf: store.traitsOf,
    holder: {
      room: 'subscribers',
      collections: [store.collection],
      freeOfPersonalData: [],
      export: async (id) => ({ person: await store.find(id) }),
      erase: store.remove,
    },
  };
}

function asSubscriber(person: NewSubscriber, at: Date): Subscriber {
  return {
    id: person.id ?? newId(),
    email: person.email,
    firstName: person.firstName ?? '',
    lastName: person.lastName ?? '',
    language: person.language,
    post: person.post ?? null,
    createdAt: at,
    lastActivityAt: person.lastActivityAt ?? at,
    lastActivity: 'decision',
  };
}
