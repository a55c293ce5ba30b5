/** A process of its own that carries out an import, and ends itself hard at one of its transactions: for tests of crashes. */
import { openApp } from '../../server/app.ts';
import { readConfig, withDevelopmentDefaults } from '../../server/platform/config/index.ts';
import { openDb, type Db } from '../../server/platform/db/index.ts';
import { openLog } from '../../server/platform/log/index.ts';

export type ImportStep = 'in the transaction' | 'after the commit';

export interface Importing {
  readonly uri: string;
  readonly dataDir: string;
  readonly now: string;
  /** Where it ends as by kill -9, in which of its transactions. */
  readonly dieAt: ImportStep;
  readonly transaction: number;
}

const { uri, dataDir, now, dieAt, transaction } = JSON.parse(process.argv[2]!) as Importing;
let begun = Number.NEGATIVE_INFINITY;
const at = (step: ImportStep): void => {
  if (step === dieAt && begun >= transaction) process.kill(process.pid, 'SIGKILL');
};

const opened = await openDb(uri);
const db: Db = {
  ...opened,
  transaction: (work) => {
    begun += 1;
    return opened.transaction(async (tx) => {
      const result = await work(tx);
      at('in the transaction');
      return result;
    });
  },
  // What is announced is told of the commit before anything else is.
  beforeCommit: (tx, step) => {
    opened.beforeCommit(tx, async () => {
      const ending = await step();
      return (committed) => {
        if (committed) at('after the commit');
        return ending(committed);
      };
    });
  },
};
const env = { DATA_DIR: dataDir, PUBLIC_URL: 'http://localhost', LOG_LEVEL: 'silent' };
const app = await openApp({
  ...{ config: readConfig(withDevelopmentDefaults(env)), db, clock: () => new Date(now) },
  ...{ log: openLog('silent'), smtpUrls: ['smtp://localhost:1'], inbox: null, automatic: false },
});
begun = 0;
await app.imports.work();
process.exit(0);
