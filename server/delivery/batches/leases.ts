/** How long work may be held without a word, before somebody else takes it over. */
import { MINUTE_MS } from '../../platform/clock/index.ts';

/** Longer than the mailer waits for a silent server, twice over. */
export const usualLeaseMs = 5 * MINUTE_MS;
