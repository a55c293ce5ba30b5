/** What development needs without being asked: secrets made once and kept in DATA_DIR with mode 600. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../paths/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with a value for everything that development can do without being told. */
export function withDevelopmentDefaults(env: Environment): Environment {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const port = given['PORT'] ?? '3000';
  const dataDir = given['DATA_DIR'] ?? join(projectRoot, '.data');
  return {
    PORT: port,
    PUBLIC_URL: `http://localhost:${port}`,
    MAIL_FROM: "Les Fleurs d'amour <nieuws@lesfleurs.test>",
    DKIM_BY: 'self',
    DKIM_DOMAIN: 'lesfleurs.test',
    DATA_DIR: dataDir,
    JOURNAL_DIR: join(dataDir, 'journal'),
    LOG_LEVEL: 'warn',
    ...secretsIn(dataDir),
    ...given,
  };
}

function secretsIn(dataDir: string): Record<string, string> {
  const file = join(dataDir, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const missing = Object.entries(newSecrets).filter(([name]) => !known[name]);
  const secrets = { ...known, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) };
  if (missing.length > 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  }
  chmodSync(file, 0o600);
  return secrets;
}

const named = () => `k1:${randomBytes(32).toString('base64')}`;
const newSecrets: Readonly<Record<string, () => string>> = {
  SECRET_KEYS: named,
  SUPPRESSION_KEYS: named,
  LEDGER_KEY: () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  DKIM_KEYS: () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return `dev:${privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')}`;
  },
};
