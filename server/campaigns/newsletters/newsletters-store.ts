/** Keeps newsletters in MongoDB. */
import mongoose from 'mongoose';
import { fresh, SECOND_MS, systemStopwatch } from '../../platform/clock/index.ts';
import { type Db, isDuplicateKey } from '../../platform/db/index.ts';
import { newId, type NewsletterId } from '../../platform/ids/index.ts';
import type { Newsletter, NewsletterChannel } from './newsletter.ts';

type Row = Omit<Newsletter, 'id'> & { _id: NewsletterId; createdAt: Date };

const collection = 'newsletters';
const texts = { type: { nl: String, en: String, _id: false }, required: true };
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    slug: { type: String, required: true },
    title: texts,
    description: texts,
    languages: [String],
    channels: [String],
    listId: { type: String, required: true },
    createdAt: Date,
  },
  { versionKey: false, collection },
);
schema.index({ slug: 1 }, { unique: true });

export type NewslettersStore = ReturnType<typeof openNewslettersStore>;

/** Opens the collection. */
export function openNewslettersStore(db: Db) {
  const newsletters = db.connection.model<Row>('Newsletter', schema);
  const plain = ({ _id, createdAt: _createdAt, ...rest }: Row): Newsletter => ({ ...rest, id: _id });
  const list = fresh(systemStopwatch, SECOND_MS, async () =>
    (await newsletters.find().sort({ createdAt: 1, _id: 1 }).lean<Row[]>()).map(plain),
  );
  return {
    collection,
    /** Read at most a second ago. */
    list,
    find: async (id: NewsletterId) => (await list()).find((newsletter) => newsletter.id === id) ?? null,
    findBySlug: async (slug: string) => {
      const found = await newsletters.findOne({ slug }).lean<Row>();
      return found && plain(found);
    },
    /** It is delivered this way too from now on; one that was stays as it is. */
    addChannel: async (slug: string, channel: NewsletterChannel) => {
      await newsletters.updateOne({ slug }, { $addToSet: { channels: channel } });
      list.forget();
    },
    /** Adds it; null where the slug is taken. */
    add: async (newsletter: Omit<Newsletter, 'id'>, at: Date): Promise<Newsletter | null> => {
      const id = newId<NewsletterId>();
      try {
        await newsletters.create({ ...newsletter, _id: id, createdAt: at });
        list.forget();
        return { ...newsletter, id };
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
  };
}
