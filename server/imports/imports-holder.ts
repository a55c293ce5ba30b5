/** What imports answer for when a person asks for their data or leaves: the uploads that hold their row. */
import { DAY_MS, plus } from '../platform/clock/index.ts';
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { ImportsContext } from './context.ts';
import { deleteUpload, uploadsWith, uploadTermDays } from './run/delete-uploads.ts';

/** An upload that was deleted stays deleted when the erasure is tried again. */
export function importsHolder(context: ImportsContext): PersonalDataHolder {
  return {
    room: 'imports',
    collections: ['uploads.files', 'uploads.chunks'],
    // Row numbers and reasons only; the rows themselves are nowhere but in the uploads.
    freeOfPersonalData: [context.store.collection, ...context.rows.collections],
    export: async (subscriber) => ({
      uploads: (await uploadsWith(context, subscriber)).map(({ uploadedAt }) => ({
        uploadedAt,
        deletedAt: plus(uploadedAt, uploadTermDays * DAY_MS),
      })),
    }),
    // Reading all uploads takes too long for a transaction, and GridFS knows none.
    beforeErase: async (subscriber) => {
      for (const run of await uploadsWith(context, subscriber)) await deleteUpload(context, run);
    },
    erase: () => Promise.resolve(),
  };
}
