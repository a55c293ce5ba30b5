/** Deletes uploads: when their term is over, at once by a button, and those that hold an erased person's address. */
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { ImportsContext } from '../context.ts';
import { mentionsAddress } from '../file/mentions-address.ts';
import type { ImportRun } from '../import-run.ts';

/** PRIV-6: uploads are kept for 30 days. */
export const uploadTermDays = 30;

/** Deletes the upload; the record of the import stays. */
export async function deleteUpload(
  { store, uploads }: ImportsContext,
  { id, file }: ImportRun,
): Promise<void> {
  if (file) await uploads.remove(file);
  await store.fileDeleted(id);
}

/** Deletes the uploads whose term is over, and what is left of those that broke off. */
export async function deleteOldUploads(context: ImportsContext): Promise<void> {
  const { store, clock } = context;
  for (const run of await store.withFile(plus(clock(), -uploadTermDays * DAY_MS)))
    await deleteUpload(context, run);
  for (const run of await store.brokenOff(plus(clock(), -DAY_MS))) {
    await deleteUpload(context, run);
    await store.remove(run.id);
  }
}

/** The imports whose upload holds the person's address. */
export async function uploadsWith(
  context: ImportsContext,
  subscriber: SubscriberId,
): Promise<readonly ImportRun[]> {
  const { store, subscribers, uploads } = context;
  const person = await subscribers.find(subscriber);
  const found: ImportRun[] = [];
  for (const run of person ? await store.withFile() : []) {
    const encoding = run.mapping?.encoding ?? run.encoding;
    if (await mentionsAddress(uploads.read(run.file!), encoding, person!.email)) found.push(run);
  }
  return found;
}
