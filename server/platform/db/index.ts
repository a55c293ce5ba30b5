/** The door to MongoDB: open it, run a transaction, declare who holds personal data. */
export { inOneAnswer, openDb, type Db } from './open-db.ts';
export { insertPlain } from './insert-plain.ts';
export type { Tx } from './transactions.ts';
export type { PersonalDataHolder, PersonalExport } from './personal-data.ts';
export { mayWorkLater } from './trouble.ts';
export { isDuplicateKey, unlessDuplicate } from './duplicate-key.ts';
