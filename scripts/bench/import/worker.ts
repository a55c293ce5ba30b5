/** A worker of the product in a process of its own, so that its memory can be told: carries out the import that waits. */
import { openApp } from '../../../server/app.ts';
import { systemClock } from '../../../server/platform/clock/index.ts';
import { readConfig, withDevelopmentDefaults } from '../../../server/platform/config/index.ts';
import { openDb } from '../../../server/platform/db/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';

export interface Where {
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

process.on('message', (where: Where) => {
  void work(where).then((worked) => process.send?.(worked));
});

async function work({ uri, dataDir, publicUrl }: Where): Promise<Worked> {
  const env = { DATA_DIR: dataDir, PUBLIC_URL: publicUrl, LOG_LEVEL: 'error', ROLE: 'worker' };
  const config = readConfig(withDevelopmentDefaults(env));
  const db = await openDb(uri);
  const log = openLog(config.logLevel);
  const app = await openApp({
    ...{
      config,
      db,
      clock: systemClock,
      log,
      smtpUrls: ['smtp://127.0.0.1:1'],
      inbox: null,
      automatic: false,
    },
  });
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  await app.imports.work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuS: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}
