/** Reads all settings from the environment, once, at the start; production has no unsafe default. */
import { createPrivateKey } from 'node:crypto';
import { relative, isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { type DkimKey, dkimKeys, namedKeys, type NamedKey } from './keys.ts';
import { mailServers } from './mail-servers.ts';

export type DkimConfig =
  | { readonly by: 'relay' }
  /** The first key signs; the others are announced, or on their way out. */
  | { readonly by: 'self'; readonly domain: string; readonly keys: readonly DkimKey[] };

export interface Config {
  readonly production: boolean;
  readonly port: number;
  /** Without a slash at the end; every link is built from it (LINK-8). */
  readonly publicUrl: string;
  readonly trustProxy: number;
  /** Null in development: then a mongod is looked for and started. */
  readonly mongodbUri: string | null;
  /** Empty in development: then the development inbox takes the mails. */
  readonly smtpUrls: readonly string[];
  readonly mailFrom: { readonly name: string; readonly address: string };
  readonly dkim: DkimConfig;
  readonly secretKeys: readonly NamedKey[];
  readonly suppressionKeys: readonly NamedKey[];
  /** Ed25519, PKCS#8 in PEM. */
  readonly ledgerKey: string;
  readonly journalDir: string;
  readonly dataDir: string;
  readonly role: 'all' | 'web' | 'worker';
  readonly logLevel: string;
}

/** The settings are wrong or incomplete; the message names each of them. */
export class ConfigError extends Error {}

const url = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });
const ed25519 = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine((text) => keyType(text) === 'ed25519', 'must be a private ed25519 key, PKCS#8 in PEM');
const sender = z.string().transform((text, context) => {
  const match =
    /^\s*"?([^"<\r\n]*?)"?\s*<([^<>\s@]+@[^<>\s@]+)>\s*$/.exec(text) ??
    /^()([^<>\s@]+@[^<>\s@]+)$/.exec(text);
  if (!match) context.addIssue({ code: 'custom', message: 'must look like: Shop name <news@shop.example>' });
  return { name: match?.[1] ?? '', address: match?.[2] ?? '' };
});

const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65535),
  PUBLIC_URL: url(['http:', 'https:']).transform((text) => text.replace(/\/+$/, '')),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  MONGODB_URI: url(['mongodb:', 'mongodb+srv:']).optional(),
  SMTP_URL: mailServers.optional(),
  MAIL_FROM: sender,
  DKIM_BY: z.enum(['self', 'relay']),
  DKIM_DOMAIN: z.string().optional(),
  DKIM_KEYS: dkimKeys.optional(),
  SECRET_KEYS: namedKeys,
  SUPPRESSION_KEYS: namedKeys,
  LEDGER_KEY: ed25519,
  JOURNAL_DIR: z.string().transform((path) => resolve(path)),
  DATA_DIR: z.string().transform((path) => resolve(path)),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Parses the environment; throws a ConfigError that names every setting that is missing or wrong. */
export function readConfig(environment: Environment): Config {
  const parsed = schema.safeParse(withoutEmpty(environment));
  if (!parsed.success) throw new ConfigError(explain(parsed.error, environment));
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const problems = [...dkimProblems(env), ...(production ? productionProblems(env) : [])];
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return {
    production,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    trustProxy: env.TRUST_PROXY,
    mongodbUri: env.MONGODB_URI ?? null,
    smtpUrls: env.SMTP_URL ?? [],
    mailFrom: env.MAIL_FROM,
    dkim:
      env.DKIM_BY === 'relay'
        ? { by: 'relay' }
        : { by: 'self', domain: env.DKIM_DOMAIN!, keys: env.DKIM_KEYS! },
    secretKeys: env.SECRET_KEYS,
    suppressionKeys: env.SUPPRESSION_KEYS,
    ledgerKey: env.LEDGER_KEY,
    journalDir: env.JOURNAL_DIR,
    dataDir: env.DATA_DIR,
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
  };
}

type Parsed = z.infer<typeof schema>;
type Environment = Readonly<Record<string, string | undefined>>;

function dkimProblems(env: Parsed): string[] {
  if (env.DKIM_BY === 'relay') return [];
  const needed = ['DKIM_DOMAIN', 'DKIM_KEYS'] as const;
  return needed.filter((name) => !env[name]).map((name) => `${name}: is missing (or set DKIM_BY=relay)`);
}

function productionProblems(env: Parsed): string[] {
  const problems = (['MONGODB_URI', 'SMTP_URL'] as const)
    .filter((name) => !env[name])
    .map((name) => `${name}: is missing`);
  // RFC 8058 §3.1: the one-click address must be https.
  if (!env.PUBLIC_URL.startsWith('https://'))
    problems.push('PUBLIC_URL: must begin with https:// in production');
  if (isInside(env.JOURNAL_DIR, env.DATA_DIR)) {
    problems.push('JOURNAL_DIR: must not lie in DATA_DIR, because it has to outlive the database');
  }
  return problems;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function withoutEmpty(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

function explain(error: z.ZodError, environment: Environment): string {
  return error.issues
    .map(({ path, message }) => {
      const missing = !environment[String(path[0])];
      return `${path.join('.')}: ${missing ? 'is missing' : message}`;
    })
    .join('\n');
}

function keyType(text: string): string | undefined {
  try {
    return createPrivateKey(text).asymmetricKeyType;
  } catch {
    return undefined;
  }
}
