/** The door to MongoDB: open it, run a transaction, declare who holds personal data. */
export { openDb, type Db, type Tx } from './open-db.ts';
export type { PersonalDataHolder, PersonalExport } from './personal-data.ts';
export { isDuplicateKey } from './duplicate-key.ts';
