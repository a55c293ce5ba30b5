/** The door to the journal: append-only files outside the database with what must outlive it. */
export { openJournal, type Journal, type JournalLine, type JournalHead } from './open-journal.ts';
export { readJournal, type JournalFile } from './read-journal.ts';
