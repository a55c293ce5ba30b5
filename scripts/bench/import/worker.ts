/** The product in a process of its own, so that its memory can be told: carries out the import that waits, or serves an export. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openApp } from '../../../server/app.ts';
import { systemClock } from '../../../server/platform/clock/index.ts';
import { readConfig, withDevelopmentDefaults } from '../../../server/platform/config/index.ts';
import { openDb } from '../../../server/platform/db/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';
import { keepHeapSmall } from '../../../server/platform/memory/index.ts';

export interface Where {
  readonly task: 'import' | 'serve';
  readonly uri: string;
  readonly dataDir: string;
  readonly publicUrl: string;
}

export interface Worked {
  readonly seconds: number;
  /** User and system. */
  readonly cpuS: number;
  readonly peakMb: number;
}

/** Where it serves; any message after that is answered with what it used. */
export interface Serving {
  readonly port: number;
}

process.once('message', (where: Where) => {
  void (where.task === 'import' ? work(where) : serve(where)).then((answer) => process.send?.(answer));
});

async function work(where: Where): Promise<Worked> {
  const app = await open(where);
  const used = measure();
  await app.imports.work();
  const worked = used();
  // What it told the journal is noted as done, or the next start would read all of it again.
  await app.close();
  return worked;
}

async function serve(where: Where): Promise<Serving> {
  const app = await open(where);
  const server = createServer(app.http);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const used = measure();
  process.on('message', () => process.send?.(used()));
  return { port: (server.address() as AddressInfo).port };
}

function measure(): () => Worked {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      seconds: (performance.now() - startedAt) / 1000,
      cpuS: (user + system) / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  };
}

async function open({ uri, dataDir, publicUrl }: Where) {
  const env = { DATA_DIR: dataDir, PUBLIC_URL: publicUrl, LOG_LEVEL: 'error' };
  const config = readConfig(withDevelopmentDefaults(env));
  const db = await openDb(uri);
  const log = openLog(config.logLevel);
  const app = await openApp({
    ...{ config, db, clock: systemClock, log, inbox: null, automatic: false },
    smtpUrls: ['smtp://127.0.0.1:1'],
  });
  await keepHeapSmall();
  return app;
}
