/** Settings and database for a script: those of the environment, or of the development that runs or can be started. */
import { prepareDevelopment, runningDatabase } from '../../server/development/index.ts';
import {
  type Config,
  loadDotEnv,
  readConfig,
  withDevelopmentDefaults,
} from '../../server/platform/config/index.ts';
import { type Db, openDb } from '../../server/platform/db/index.ts';

/** Opens both; how to close what was started is put in front of `closers`. */
export async function openDatabase(closers: (() => Promise<void>)[]): Promise<{ config: Config; db: Db }> {
  loadDotEnv();
  const production = process.env['NODE_ENV'] === 'production';
  const config = readConfig(production ? process.env : withDevelopmentDefaults(process.env));
  const db = await openDb(await databaseOf(config, closers));
  closers.unshift(db.close);
  return { config, db };
}

async function databaseOf(config: Config, closers: (() => Promise<void>)[]): Promise<string> {
  return (
    config.mongodbUri ??
    (await runningDatabase(config.dataDir)) ??
    (await prepareDevelopment(config, closers)).mongodbUri
  );
}
