/** A worker of the product in a process of its own: freezes what waits, or sends what is frozen, until nothing is left. */
import { openApp } from '../../../server/app.ts';
import { systemClock } from '../../../server/platform/clock/index.ts';
import { readConfig, withDevelopmentDefaults } from '../../../server/platform/config/index.ts';
import { openDb } from '../../../server/platform/db/index.ts';
import type { MailingId } from '../../../server/platform/ids/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';
import { keepHeapSmall } from '../../../server/platform/memory/index.ts';
import { type Measured, memory } from './measured.ts';

export interface Start {
  readonly uri: string;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly smtpUrl: string;
  readonly signs: boolean;
}

/** What to do now: freeze an audience of so many, or send that many mails of a mailing that is frozen. */
export type Go =
  | { readonly task: 'freeze'; readonly people: number }
  | { readonly task: 'send'; readonly mailing: MailingId; readonly mails: number };

const opened = new Promise<Awaited<ReturnType<typeof open>>>((resolve) => {
  process.once('message', (start: Start) => {
    void open(start).then((parts) => {
      resolve(parts);
      process.send?.({ ready: true });
    });
  });
});

process.on('message', (message: Start | Go) => {
  if (!('task' in message)) return;
  void opened.then(({ app }) => carryOut(app, message)).then((measured) => process.send?.(measured));
});

async function open({ uri, dataDir, publicUrl, smtpUrl, signs }: Start) {
  const env = { DATA_DIR: dataDir, PUBLIC_URL: publicUrl, LOG_LEVEL: 'error', ROLE: 'worker' };
  const config = readConfig(withDevelopmentDefaults({ ...env, ...(signs ? {} : { DKIM_BY: 'relay' }) }));
  const db = await openDb(uri);
  const log = openLog(config.logLevel);
  const app = await openApp({
    ...{ config, db, clock: systemClock, log, smtpUrls: [smtpUrl], inbox: null, automatic: false },
  });
  await keepHeapSmall();
  return { app };
}

type App = Awaited<ReturnType<typeof openApp>>;

async function carryOut({ delivery }: App, go: Go): Promise<Measured> {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  if (go.task === 'freeze') while (await delivery.freeze());
  else await send(delivery, go.mailing);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuUs: (user + system) / (go.task === 'freeze' ? go.people : go.mails),
    ...memory(),
  };
}

async function send(delivery: App['delivery'], mailing: MailingId): Promise<void> {
  for (;;) {
    if (await delivery.work()) continue;
    const progress = await delivery.progress(mailing);
    if (progress?.state === 'finished') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
