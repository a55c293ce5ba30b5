/** Keeps subscribers in MongoDB. */
import mongoose from 'mongoose';
import { type Db, inOneAnswer, insertPlain, isDuplicateKey, type Tx } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { fold } from '../platform/text/index.ts';
import { AddressKnown } from './address-known.ts';
import { newSalt } from './seal.ts';
import type { Subscriber, SubscriberTraits } from './subscriber.ts';

/** The names as they are searched: lower case, without accents. */
interface FoldedNames {
  readonly firstNameFolded: string;
  readonly lastNameFolded: string;
}
/** What only the journal needs, and no other room sees. */
interface Sealing {
  /** Goes into the key that seals this person's corrections in the journal. */
  readonly journalSalt: string;
  /** When name, address or language were last changed. */
  readonly correctedAt?: Date | null;
}
/** What is to be different of a person. */
export interface Correction {
  readonly id: SubscriberId;
  readonly part: Partial<Subscriber>;
}
type Row = Omit<Subscriber, 'id'> & FoldedNames & Sealing & { _id: SubscriberId };

const collection = 'subscribers';
const postSchema = new mongoose.Schema(
  { street: String, postcode: String, town: String, country: String },
  { _id: false },
);
const schema = new mongoose.Schema(
  {
    _id: String,
    email: { type: String, required: true },
    firstName: String,
    lastName: String,
    firstNameFolded: String,
    lastNameFolded: String,
    language: String,
    post: { type: postSchema, default: null },
    createdAt: Date,
    lastActivityAt: Date,
    lastActivity: String,
    journalSalt: String,
    correctedAt: Date,
  },
  { versionKey: false, collection },
);
schema.index({ email: 1 }, { unique: true });
schema.index({ firstNameFolded: 1 });
schema.index({ lastNameFolded: 1 });

const pageSize = 25;

/** Opens the collection. */
export function openSubscribersStore(db: Db) {
  const people = db.connection.model<Row>('Subscriber', schema as unknown as mongoose.Schema<Row>);
  const plain = (row: Row): Subscriber => {
    const {
      _id,
      firstNameFolded: _first,
      lastNameFolded: _last,
      journalSalt: _salt,
      correctedAt: _at,
      ...rest
    } = row;
    return { ...rest, id: _id };
  };
  const options = (tx?: Tx) => (tx ? { session: tx } : {});
  return {
    collection,
    find: async (id: SubscriberId, tx?: Tx) => {
      const found = await people.findById(id, null, options(tx)).lean<Row>();
      return found && plain(found);
    },
    findByEmail: async (email: string) => {
      const found = await people.findOne({ email }).lean<Row>();
      return found && plain(found);
    },
    findManyByEmail: async (emails: readonly string[], tx?: Tx) => {
      if (emails.length === 0) return new Map<string, Subscriber>();
      const found = await people
        .find({ email: { $in: [...emails] } }, null, options(tx))
        .batchSize(inOneAnswer)
        .lean<Row[]>();
      return new Map(found.map((row) => [row.email, plain(row)]));
    },
    findMany: async (ids: readonly SubscriberId[]) => {
      const found = await people.find({ _id: { $in: [...ids] } }).lean<Row[]>();
      return new Map(found.map((row) => [row._id, plain(row)]));
    },
    insert: async (added: readonly Subscriber[], tx: Tx) => {
      await insertPlain(people.collection, added.map(asRow), tx).catch(refuseKnown);
    },
    /** Each person with the salt of their corrections. */
    withSalts: async (ids: readonly SubscriberId[], tx: Tx) => {
      const found = await people.find({ _id: { $in: [...ids] } }, null, options(tx)).lean<Row[]>();
      return new Map(found.map((row) => [row._id, { person: plain(row), salt: row.journalSalt }]));
    },
    /** Changes people. AddressKnown where somebody has an address already. */
    correct: async (changes: readonly Correction[], at: Date, tx: Tx): Promise<void> => {
      if (changes.length === 0) return;
      const writes = changes.map(({ id, part }) => {
        const update = { $set: { ...part, ...foldedNames(part), correctedAt: at } };
        return { updateOne: { filter: { _id: id }, update } };
      });
      await people.bulkWrite(writes as never[], options(tx)).catch(refuseKnown);
    },
    /** What it takes to read a correction of the journal, and when the last one was. */
    corrected: async (id: SubscriberId): Promise<{ salt: string; at: Date | null } | null> => {
      const row = await people.findById(id).lean<Row>();
      return row && { salt: row.journalSalt, at: row.correctedAt ?? null };
    },
    /** Activity only moves forward, whatever order it is reported in. */
    markActive: async (
      active: readonly { readonly id: SubscriberId; readonly at: Date }[],
      kind: string,
      tx?: Tx,
    ) => {
      if (active.length === 0) return;
      const writes = active.map(({ id, at }) => ({
        updateOne: {
          filter: { _id: id, lastActivityAt: { $lte: at } },
          update: { $set: { lastActivityAt: at, lastActivity: kind } },
        },
      }));
      await people.collection.bulkWrite(writes as never[], options(tx));
    },
    remove: async (id: SubscriberId, tx: Tx) => {
      await people.deleteOne({ _id: id }, { session: tx });
    },
    count: () => people.estimatedDocumentCount(),
    manyAfter: async (after: SubscriberId | null, limit: number): Promise<readonly Subscriber[]> => {
      const rows = people.find(after === null ? {} : { _id: { $gt: after } }).batchSize(inOneAnswer);
      return (await rows.sort({ _id: 1 }).limit(limit).lean<Row[]>()).map(plain);
    },
    traitsAfter: async (after: SubscriberId | null, limit: number): Promise<readonly SubscriberTraits[]> => {
      const rows = people.find(after === null ? {} : { _id: { $gt: after } }, traitFields);
      return (await rows.sort({ _id: 1 }).limit(limit).lean<Row[]>()).map(traits);
    },
    thereAmong: async (ids: readonly SubscriberId[], tx: Tx): Promise<ReadonlySet<SubscriberId>> => {
      const found = await people.find({ _id: { $in: [...ids] } }, { _id: 1 }, options(tx)).lean<Row[]>();
      return new Set(found.map(({ _id }) => _id));
    },
    traitsOf: async (ids: readonly SubscriberId[]): Promise<readonly SubscriberTraits[]> =>
      (await people.find({ _id: { $in: [...ids] } }, traitFields).lean<Row[]>()).map(traits),
    /** People whose address, first or last name begins with the text. */
    search: async (text: string, page: number) => {
      const query = text === '' ? {} : beginningWith(text);
      const [total, rows] = await Promise.all([
        people.countDocuments(query),
        people
          .find(query)
          .sort({ email: 1 })
          .skip((page - 1) * pageSize)
          .limit(pageSize)
          .lean<Row[]>(),
      ]);
      return { people: rows.map(plain), total, pages: Math.max(1, Math.ceil(total / pageSize)) };
    },
  };
}

export type SubscribersStore = ReturnType<typeof openSubscribersStore>;

function refuseKnown(error: unknown): never {
  throw isDuplicateKey(error) ? new AddressKnown() : error;
}

// Written out: an object that is copied and added to is several times as large, and slow.
function asRow(person: Subscriber): Row {
  return {
    _id: person.id,
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName,
    language: person.language,
    post: person.post,
    createdAt: person.createdAt,
    lastActivityAt: person.lastActivityAt,
    lastActivity: person.lastActivity,
    firstNameFolded: fold(person.firstName),
    lastNameFolded: fold(person.lastName),
    journalSalt: newSalt(),
  };
}

function foldedNames({ firstName, lastName }: Partial<Subscriber>): Partial<FoldedNames> {
  return {
    ...(firstName === undefined ? {} : { firstNameFolded: fold(firstName) }),
    ...(lastName === undefined ? {} : { lastNameFolded: fold(lastName) }),
  };
}

// Each is the beginning of an index, in the very letters that are in it: so that only those entries are read.
function beginningWith(text: string) {
  const start = (letters: string) => new RegExp(`^${letters.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
  const email = { email: start(text.toLowerCase()) };
  const name = fold(text);
  if (name === '' || text.includes('@')) return email;
  return { $or: [email, { firstNameFolded: start(name) }, { lastNameFolded: start(name) }] };
}

const traitFields = {
  language: 1,
  lastActivityAt: 1,
  lastActivity: 1,
  'post.postcode': 1,
  'post.country': 1,
};

function traits({ _id, language, lastActivityAt, lastActivity, post }: Row): SubscriberTraits {
  return { id: _id, language, lastActivityAt, lastActivity, region: regionOf(post) };
}

// A Dutch postcode is four digits, the first no 0, and two letters.
function regionOf(post: Row['post']): string | null {
  const digits = /^([1-9]\d)\d\d\s*[a-z]{2}$/i.exec(post?.postcode.trim() ?? '');
  return digits?.[1] ?? null;
}
