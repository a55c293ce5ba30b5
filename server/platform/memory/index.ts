/** Keeps the memory of a process small, as on the machines that small shops rent. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** In per cent of what is in use after it was last cleared. */
const growthPercent = 45;

/**
 * To be called once everything is loaded. Node lets garbage lie as long as the machine has memory; from now on it is
 * cleared once the heap has grown by nearly half. When that is so is only worked out while clearing, so that it is done once
 * here, in the background.
 */
export async function keepHeapSmall(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  setFlagsFromString('--expose-gc');
  const clear = runInNewContext('gc') as (how: { type: 'major'; execution: 'async' }) => Promise<void>;
  await clear({ type: 'major', execution: 'async' });
}
