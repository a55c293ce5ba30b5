/** The whole program for the demo: throw-away database, free ports, an inbox, and a clock that can be moved on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp, type App } from '../../server/app.ts';
import { demoPassword, fillDemoShop, openDemoShop } from '../../server/development/index.ts';
import { readConfig, withDevelopmentDefaults } from '../../server/platform/config/index.ts';
import { type Db, openDb } from '../../server/platform/db/index.ts';
import { openInbox, type CaughtMail } from '../../server/platform/inbox/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { dkimRecords } from '../../server/platform/mail/index.ts';
import { startThrowAwayReplicaSet } from '../../server/platform/mongod/index.ts';

export interface DemoShop {
  readonly app: App;
  readonly db: Db;
  readonly databaseUri: string;
  readonly dataDir: string;
  readonly url: string;
  readonly dkimDomain: string;
  /** The TXT record of the DKIM key, as the DNS would give it. */
  readonly resolver: () => Promise<string[][]>;
  /** What the clock says now. */
  now(): Date;
  advance(ms: number): void;
  /** Lets all background work run, and answers the mails that came in since the last time. */
  newMails(): Promise<readonly CaughtMail[]>;
  close(): Promise<void>;
}

/**
 * Starts everything, with 300 people and two groups when it is to be `filled`, and with so much memory for the
 * database's cache; nothing of it is left after `close`.
 */
export async function openDemo({ filled = false, cacheGb = 0.25 } = {}): Promise<DemoShop> {
  const database = await startThrowAwayReplicaSet((line) => console.log(line), { cacheGb });
  const dataDir = await mkdtemp(join(tmpdir(), 'voorkeur-demo-'));
  const inbox = await openInbox({ dataDir: null, port: 0 });
  let movedMs = 0;
  const clock = () => new Date(Date.now() + movedMs);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const env = { DATA_DIR: dataDir, PUBLIC_URL: url, LOG_LEVEL: 'error' };
  const config = readConfig(withDevelopmentDefaults(env));
  const databaseUri = database.uri.replace('/?', '/demo?');
  const db = await openDb(databaseUri);
  const log = openLog(config.logLevel);
  const app = await openApp({ config, db, clock, log, smtpUrls: [inbox.smtpUrl], inbox, automatic: false });
  server.on('request', app.http);
  await (filled ? fillDemoShop(app, db, clock()) : openDemoShop(app));
  await app.accounts.create({
    email: 'demo@lesfleurs.test',
    name: 'Mila Vos',
    roles: ['marketer', 'administrator'],
    password: demoPassword,
    language: 'nl',
  });
  if (config.dkim.by !== 'self') throw new Error('The demo signs its mails itself.');
  const { domain } = config.dkim;
  const [record] = dkimRecords(config.dkim);
  const seen = new Set<string>();

  return {
    app,
    db,
    databaseUri,
    dataDir,
    url,
    dkimDomain: domain,
    resolver: () => Promise.resolve([[record!.value]]),
    now: clock,
    advance: (ms) => (movedMs += ms),
    newMails: async () => {
      await app.jobs.runAll();
      const fresh = inbox.messages().filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      return fresh;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await app.close();
      await inbox.close();
      await db.close();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
