/** A worker in a process of its own: freezes and sends until it is told to end, or killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorker, type WorkerOptions } from './open-worker.ts';

const { delivery } = await openWorker(JSON.parse(process.argv[2]!) as WorkerOptions);
process.on('SIGTERM', () => void delivery.stop().then(() => process.exit(0)));
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
process.send!('ready');
for (;;) {
  const more = await round().catch(() => false);
  if (!more) await sleep(50);
}

async function round(): Promise<boolean> {
  const froze = await delivery.freeze();
  return (await delivery.work()) || froze;
}
