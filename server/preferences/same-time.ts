/** Makes an answer take the same time whatever was found (SEC-5). */
import { setTimeout as wait } from 'node:timers/promises';

/** Does the work and answers no sooner than `ms` after the start, also when the work fails. */
export async function inTheSameTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work(), wait(ms)]);
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}
