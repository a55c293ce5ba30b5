/** Puts into the journal what a transaction is about to do, and takes back what did not come true (PRIV-7). */
import type { Db, Tx } from '../db/index.ts';
import type { Journal, JournalLine } from './open-journal.ts';

/** A line that can be taken back, by its id. */
export type AnnouncedLine = JournalLine & { readonly id: string };

/** The lines are on another disk before the database has them, and taken back there where the database does not get them. */
export function announce(
  { db, journal }: { readonly db: Db; readonly journal: Pick<Journal, 'append'> },
  tx: Tx,
  lines: readonly AnnouncedLine[],
): void {
  if (lines.length === 0) return;
  db.beforeCommit(tx, async () => {
    const done = await journal.append(lines);
    return async (committed) => {
      if (!committed) await takeBack(journal, lines);
      done();
    };
  });
}

/** What the journal has and the database has not would come true at the next replay. */
export async function takeBack(
  journal: Pick<Journal, 'append'>,
  lines: readonly Pick<AnnouncedLine, 'id'>[],
): Promise<void> {
  (await journal.append([{ kind: 'aborted', ids: lines.map(({ id }) => id) }]))();
}
