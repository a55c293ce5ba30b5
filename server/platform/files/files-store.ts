/** Files in GridFS, so that every process sees them: uploads and pictures. */
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import type { Db } from '../db/index.ts';
import { NotFound } from '../errors/index.ts';
import { newId, type FileId } from '../ids/index.ts';

export interface StoredFile {
  readonly id: FileId;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface Files {
  /** Stores the stream, under a new id where none is given; what broke off leaves nothing behind. */
  put(content: Readable, about: { name: string; type: string; id?: FileId }): Promise<StoredFile>;
  /** Says what is stored under the id, or throws NotFound. */
  describe(id: FileId): Promise<StoredFile>;
  /** The content as a stream; describe it first. */
  read(id: FileId): Readable;
  /** Removes it, also what is left of one that broke off; nothing happens where it is gone already. */
  remove(id: FileId): Promise<void>;
}

/** Opens the drawer of files named `bucket`: each room that keeps files has one of its own. */
export function openFiles(db: Db, bucketName: string): Files {
  const database = db.connection.db;
  if (!database) throw new Error('The database is not open.');
  const bucket = new mongoose.mongo.GridFSBucket(database, { bucketName });
  const key = (id: FileId) => id as unknown as mongoose.mongo.ObjectId; // GridFS takes any _id; its types name only this one
  const find = async (id: FileId): Promise<StoredFile | null> => {
    const found = await bucket.find({ _id: key(id) }).next();
    const type = String(
      (found?.metadata as { type?: unknown } | undefined)?.type ?? 'application/octet-stream',
    );
    return found && { id, name: found.filename, type, size: found.length };
  };
  const remove = async (id: FileId): Promise<void> => {
    await database.collection(`${bucketName}.files`).deleteOne({ _id: key(id) });
    await database.collection(`${bucketName}.chunks`).deleteMany({ files_id: key(id) });
  };
  return {
    put: async (content, { name, type, id = newId<FileId>() }) => {
      try {
        await pipeline(content, bucket.openUploadStreamWithId(key(id), name, { metadata: { type } }));
      } catch (error) {
        await remove(id);
        throw error;
      }
      return (await find(id))!;
    },
    describe: async (id) => {
      const found = await find(id);
      if (!found) throw new NotFound();
      return found;
    },
    read: (id) => bucket.openDownloadStream(key(id)),
    remove,
  };
}
