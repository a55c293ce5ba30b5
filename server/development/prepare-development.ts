/** Starts the database and the inbox of development, unless the environment names others. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../platform/config/index.ts';
import type { Inbox } from '../platform/inbox/index.ts';
import { findMongod, freePort, startReplicaSet } from '../platform/mongod/index.ts';

interface DevelopmentParts {
  readonly mongodbUri: string;
  readonly smtpUrls: readonly string[];
  readonly inbox: Inbox | null;
}

/** Starts what is missing; how to close it is put in front of `closers`. `meanwhile` is called while MongoDB starts. */
export async function prepareDevelopment(
  config: Config,
  closers: (() => Promise<void>)[],
  meanwhile?: () => void,
): Promise<DevelopmentParts> {
  const mongodbUri = config.mongodbUri ?? (await startDatabase(config.dataDir, closers, meanwhile));
  if (config.smtpUrls.length > 0) return { mongodbUri, smtpUrls: config.smtpUrls, inbox: null };
  // Loaded late, so that nothing keeps MongoDB from being started first.
  const { openInbox } = await import('../platform/inbox/index.ts');
  const inbox = await openInbox({ dataDir: config.dataDir, port: 0 });
  closers.unshift(inbox.close);
  return { mongodbUri, smtpUrls: [inbox.smtpUrl], inbox };
}

async function startDatabase(
  dataDir: string,
  closers: (() => Promise<void>)[],
  onSpawned: () => void = () => undefined,
): Promise<string> {
  const { path } = await findMongod((line) => console.log(line));
  const dbPath = join(dataDir, 'db');
  mkdirSync(dbPath, { recursive: true });
  const port = await keptPort(join(dataDir, 'db-port'));
  const database = await startReplicaSet({
    mongodPath: path,
    dbPath,
    port,
    logPath: join(dataDir, 'mongod.log'),
    onSpawned,
  });
  closers.unshift(database.stop);
  const uri = new URL(database.uri);
  uri.pathname = '/voorkeur';
  return uri.toString();
}

/** A replica set remembers its own address, so that its port is chosen once and kept beside the data. */
async function keptPort(file: string): Promise<number> {
  if (!existsSync(file)) writeFileSync(file, String(await freePort()));
  return Number(readFileSync(file, 'utf8'));
}
