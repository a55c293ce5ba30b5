/** The door to files kept in GridFS. */
export { openFiles, type Files, type StoredFile } from './files-store.ts';
