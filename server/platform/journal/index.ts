/** The door to the journal: append-only files outside the database with what must outlive it. */
export { announce, type AnnouncedLine, takeBack } from './announce.ts';
export { openJournal, type Journal, type JournalLine, type JournalHead } from './open-journal.ts';
export { readJournal, type JournalFile } from './read-journal.ts';
