/** That a check fails at the moment at which a campaign is to go out. */
import { Conflict } from '../../platform/errors/index.ts';

const key = 'campaigns:error.notReady';

/** To be thrown. */
export function notReady(): Conflict {
  return new Conflict({ key });
}

/** Whether it was that. */
export function isNotReady(error: unknown): boolean {
  return error instanceof Conflict && error.shown.key === key;
}
