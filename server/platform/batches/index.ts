/** The door to batches: what comes one by one, taken so many at a time. */
export { inBatches } from './in-batches.ts';
