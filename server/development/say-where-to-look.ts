/** Fills in the demo shop the first time, and prints where to look. */
import { relative } from 'node:path';
import type { App } from '../app.ts';
import { systemClock } from '../platform/clock/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import { demoAccounts, demoPassword, fillDemoShop } from './fill-demo-shop.ts';

/** Prints the addresses, the demo logins and where the data lies. */
export async function sayWhereToLook(app: App, db: Db, config: Config): Promise<void> {
  if ((await app.accounts.count()) === 0 && (await app.subscribers.count()) === 0) {
    console.log('Filling in the demo shop…');
    await fillDemoShop(app, db, systemClock());
  }
  const at = (path: string) => `${config.publicUrl}${path}`;
  const width = Math.max(...demoAccounts.map(({ email }) => email.length));
  console.log(`
Voorkeur is ready.

  Begin the tour     ${at('/staff#tour')}
  For subscribers    ${at('/')}
  For staff          ${at('/staff')}
  Every mail sent    ${config.smtpUrls.length > 0 ? 'goes to SMTP_URL' : at('/inbox')}

  Log in with the password  ${demoPassword}
${demoAccounts.map(({ email, roles }) => `    ${email.padEnd(width)}  ${roles.join(', ')}`).join('\n')}

  Data lies in       ${relative(process.cwd(), config.dataDir) || config.dataDir}
  Stop with          Ctrl-C
`);
}
