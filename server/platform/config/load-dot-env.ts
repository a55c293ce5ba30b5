/** Reads `.env` beside package.json into the environment, where there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths/index.ts';

/** Loads `.env`; what the environment says already wins. */
export function loadDotEnv(): void {
  const file = join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
