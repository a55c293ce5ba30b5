/** The whole program on a throw-away database, a free port, a clock that tests move and an inbox they read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import type { Role } from '../../server/accounts/index.ts';
import { openApp, type App } from '../../server/app.ts';
import { readConfig, withDevelopmentDefaults } from '../../server/platform/config/index.ts';
import { openInbox, type Inbox } from '../../server/platform/inbox/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { testClock, type TestClock } from './test-clock.ts';
import { testDb, type TestDb } from './test-db.ts';

export const testPassword = 'correct horse battery staple';

export interface TestApp {
  readonly app: App;
  readonly db: TestDb;
  readonly clock: TestClock;
  readonly inbox: Inbox;
  readonly dataDir: string;
  /** Where it listens, and the public address of every link. */
  readonly url: string;
  /** Somebody with a browser of their own: keeps cookies, follows nothing. */
  visitor(): ReturnType<typeof request.agent>;
  /** Somebody who is logged in with these roles. */
  staff(...roles: Role[]): Promise<ReturnType<typeof request.agent>>;
  /** Lets all background work run until nothing is left. */
  work(): Promise<void>;
  /** Closes the program, and leaves all that it can be started again with. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the program for one test file. `env` overrides settings from the environment; the log can go to a file, and mails to
 * other servers than the inbox.
 * `after` is the program as it ran before, closed by `stop`: the same database, folder, clock and inbox. */
export async function startTestApp(
  env: Readonly<Record<string, string>> = {},
  options: { readonly logTo?: string; readonly after?: TestApp; readonly smtpUrls?: readonly string[] } = {},
): Promise<TestApp> {
  const { after } = options;
  const db = after ? await after.db.again() : await testDb();
  const dataDir = after?.dataDir ?? (await mkdtemp(join(tmpdir(), 'voorkeur-test-')));
  const clock = after?.clock ?? testClock();
  const inbox = after?.inbox ?? (await openInbox({ dataDir: null, port: 0 }));
  const server = createServer();
  const url = `http://localhost:${await listen(server)}`;
  const config = readConfig(
    withDevelopmentDefaults({ DATA_DIR: dataDir, PUBLIC_URL: url, LOG_LEVEL: 'silent', ...env }),
  );
  const log = openLog(config.logLevel, options.logTo);
  const app = await openApp({
    config,
    db,
    clock,
    log,
    smtpUrls: options.smtpUrls ?? [inbox.smtpUrl],
    inbox,
    askTxt: () => Promise.resolve([]),
    automatic: false,
  });
  server.on('request', app.http);
  let staffCount = 0;

  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await app.close();
  };
  return {
    app,
    db,
    clock,
    inbox,
    dataDir,
    url,
    visitor: () => request.agent(url),
    staff: async (...roles) => {
      const email = `staff${(staffCount += 1)}@voorkeur.test`;
      await app.accounts.create({
        email,
        name: `Staff ${staffCount}`,
        roles,
        password: testPassword,
        language: 'en',
      });
      const agent = request.agent(url);
      await agent.post('/staff/login').type('form').send({ email, password: testPassword }).expect(303);
      return agent;
    },
    work: () => app.jobs.runAll(),
    stop,
    close: async () => {
      await stop();
      await inbox.close();
      await db.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port));
  });
}
