/** Adds an account for somebody on the staff: npm run create-account -- --email … --name … --roles marketer,counter */
import { parseArgs } from 'node:util';
import { openAccounts, roles, type Role } from '../server/accounts/index.ts';
import { systemClock } from '../server/platform/clock/index.ts';
import { Invalid } from '../server/platform/errors/index.ts';
import { type Language, translator } from '../server/platform/i18n/index.ts';
import { openLog } from '../server/platform/log/index.ts';
import { whyNotStarted } from '../server/why-not-started.ts';
import { askPassword } from './lib/ask-password.ts';
import { openDatabase } from './lib/open-database.ts';

const usage = `Usage: npm run create-account -- --email ADDRESS --name "NAME" --roles ROLE,ROLE [--language nl|en]

Roles: ${roles.join(', ')}
The password (at least 12 characters) is asked for; without a terminal it is read from VOORKEUR_PASSWORD.`;

/** What to tell, followed by how the command is written. */
class UsageError extends Error {}

const closers: (() => Promise<void>)[] = [];
try {
  await createAccount();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
} finally {
  for (const close of closers) await close().catch(() => undefined);
}
process.exit();

async function createAccount(): Promise<void> {
  const wanted = readArguments();
  const password = await readPassword();
  const { config, db } = await openDatabase(closers);
  const log = openLog('silent');
  const accounts = openAccounts({ db, clock: systemClock, log, config, navigation: () => [] });
  await db.ready();
  const { email } = await accounts.create({ ...wanted, password });
  console.log(`Added. ${email} can log in at ${config.publicUrl}/staff`);
}

function readArguments() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { email: text, name: text, roles: text, language: text, help: { type: 'boolean' } },
  });
  if (values.help || !values.email || !values.name || !values.roles) throw new UsageError();
  return {
    email: values.email,
    name: values.name,
    roles: values.roles.split(',').map((role) => role.trim() as Role), // checked by accounts.create
    language: (values.language ?? 'nl') as Language,
  };
}

async function readPassword(): Promise<string> {
  const given = process.env['VOORKEUR_PASSWORD'];
  if (given) return given;
  if (!process.stdin.isTTY)
    throw new UsageError('There is no terminal to ask for the password: set VOORKEUR_PASSWORD.');
  const password = await askPassword('Password: ');
  if (password !== (await askPassword('The same again: ')))
    throw new UsageError('The two passwords are not the same.');
  return password;
}

function explain(error: unknown): string {
  if (error instanceof Invalid) {
    const t = translator('en');
    const lines = Object.entries(error.fields).map(
      ([field, { key, values }]) => `${field}: ${t(key, values)}`,
    );
    return `${lines.join('\n')}\n\n${usage}`;
  }
  const isUsage =
    error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
  return isUsage ? `${(error as Error).message}\n${usage}`.trim() : whyNotStarted(error);
}
