/** Tells MongoDB's 'this key exists already' from other errors. */

/** Whether the error says that a unique index refused the write (code 11000). */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;
}

/** Throws the error of an unordered insert again, unless all that it says is that keys exist already. */
export function unlessDuplicate(error: unknown): void {
  const each = (error as { writeErrors?: readonly unknown[] }).writeErrors ?? [error];
  if (![error, ...each].every(isDuplicateKey)) throw error;
}
