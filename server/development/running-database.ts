/** Finds the development database where `npm start` runs it already. */
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Its address, or null when it does not run. */
export async function runningDatabase(dataDir: string): Promise<string | null> {
  const file = join(dataDir, 'db-port');
  if (!existsSync(file)) return null;
  const port = Number(readFileSync(file, 'utf8'));
  return (await answers(port)) ? `mongodb://127.0.0.1:${port}/voorkeur?directConnection=true` : null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
