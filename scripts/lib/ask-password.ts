/** Asks for a password on the terminal without showing it. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** What was typed; nothing of it appears on the screen. */
export async function askPassword(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    reader.once('SIGINT', () => process.exit(130));
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
