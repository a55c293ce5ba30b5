/** Tells trouble with the database from a write that it does not take. */
import mongoose from 'mongoose';

const { MongoError, MongoServerError } = mongoose.mongo;
const passing = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** Whether the error says that the database could not be asked, or not now: the same may work later. */
export function mayWorkLater(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  return !(error instanceof MongoServerError) || passing.some((label) => error.hasErrorLabel(label));
}
