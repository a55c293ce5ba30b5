// Lets one process at a time install or build in this checkout.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './root.mjs';

const file = join(root, '.build', 'busy.lock');

/** Runs the work while no other process does; a lock whose process is gone does not count. */
export async function alone(work) {
  mkdirSync(join(root, '.build'), { recursive: true });
  for (let told = false; !take(); await sleep(200)) {
    if (!told) console.log('Waiting for another start of Voorkeur to finish its preparations…');
    told = true;
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderLives()) rmSync(file, { force: true });
    return false;
  }
}

function holderLives() {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // The file is empty for a moment while it is being written.
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
