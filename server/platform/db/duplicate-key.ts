/** Tells MongoDB's 'this key exists already' from other errors. */

/** Whether the error says that a unique index refused the write (code 11000). */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;
}
