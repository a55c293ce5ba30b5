/** Start: read the settings, open the rooms, serve or work, and close in order. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { prepareDevelopment, sayWhereToLook } from './development/index.ts';
import { systemClock } from './platform/clock/index.ts';
import {
  ConfigError,
  loadDotEnv,
  readConfig,
  withDevelopmentDefaults,
  type Config,
} from './platform/config/index.ts';
import type { Log } from './platform/log/index.ts';
import { keepHeapSmall } from './platform/memory/index.ts';
import { whyNotStarted } from './why-not-started.ts';

const closers: (() => Promise<void>)[] = [];
let closeFirst = (): Promise<void> => Promise.resolve();
let closing = false;
let answer: RequestListener = (_req, res) =>
  res.writeHead(503, { 'Retry-After': '2' }).end('Voorkeur is starting.\n');

try {
  await start();
} catch (error) {
  console.error(`\n${whyNotStarted(error)}\n`);
  if (!(error instanceof ConfigError) && process.env['LOG_LEVEL'] === 'debug') console.error(error);
  await closeAll();
  process.exit(1);
}

async function start(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  loadDotEnv();
  const production = process.env['NODE_ENV'] === 'production';
  const config = readConfig(production ? process.env : withDevelopmentDefaults(process.env));
  await listenFirst(config);
  const preparing = production
    ? Promise.resolve({ mongodbUri: config.mongodbUri!, smtpUrls: config.smtpUrls, inbox: null })
    : prepareDevelopment(config, closers, () => void load());
  const parts = await preparing;
  const { openApp, openDb, openLog } = await load();
  const db = await openDb(parts.mongodbUri);
  closers.unshift(db.close);
  const log = openLog(config.logLevel);
  stopOnDefects(log);
  const app = await openApp({
    config,
    db,
    clock: systemClock,
    log,
    smtpUrls: parts.smtpUrls,
    inbox: parts.inbox,
    automatic: true,
  });
  closers.unshift(app.close);
  const closeHttp = closeFirst;
  closeFirst = () => {
    app.endStreams();
    return closeHttp();
  };
  answer = app.http;
  void keepHeapSmall();
  if (!production) await sayWhereToLook(app, db, config);
}

/** Loading the program takes most of a second, and so does starting MongoDB: the first goes on during the second. */
function load() {
  return import('./program.ts');
}

/** Takes the port before anything slow is started, so that a busy one is known at once. */
async function listenFirst({ port, role, production }: Config): Promise<void> {
  if (role === 'worker') return;
  const server = createServer((req, res) => answer(req, res));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Development has known passwords and an open inbox, which are nobody else's business.
    if (production) server.listen(port, resolve);
    else server.listen(port, 'localhost', resolve);
  });
  closeFirst = () => closeServer(server);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}

/** A defect that nobody caught: its message may hold an address, so that only the log's form of it is printed (SEC-10). */
function stopOnDefects(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({ err }, 'a defect stops the program');
      void closeAll().finally(() => process.exit(1));
    });
  }
}

async function stop(): Promise<void> {
  if (closing) return;
  closing = true;
  await closeAll();
  process.exit(0);
}

async function closeAll(): Promise<void> {
  await closeFirst();
  for (const close of closers.splice(0)) await close().catch(() => undefined);
}
