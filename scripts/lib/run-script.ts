/** Runs a script on the database: opens it, says in one sentence what went wrong, and closes in order. */
import type { Config } from '../../server/platform/config/index.ts';
import type { Db } from '../../server/platform/db/index.ts';
import { whyNotStarted } from '../../server/why-not-started.ts';
import { openDatabase } from './open-database.ts';

export interface Opened {
  readonly config: Config;
  readonly db: Db;
  /** What `work` opens itself is closed in front of the rest. */
  readonly closers: (() => Promise<void>)[];
}

/** Ends the process: with 0 where all is well, 1 where `work` answers that it is not, 2 where it could not be done. */
export async function runScript(work: (opened: Opened) => Promise<boolean>): Promise<never> {
  const closers: (() => Promise<void>)[] = [];
  let code = 2;
  try {
    code = (await work({ ...(await openDatabase(closers)), closers })) ? 0 : 1;
  } catch (error) {
    console.error(whyNotStarted(error));
  }
  for (const close of closers) await close().catch(() => undefined);
  process.exit(code);
}
