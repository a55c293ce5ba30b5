/** Finds what staff should look at: mailings that the program paused, and mails that were refused because of us (MAIL-9). */
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import type { Room } from '../room.ts';
import type { Alert } from '../words.ts';

/** For so long after the last one staff are told of mails that a rule of the receiver refused. */
const toldForMs = 7 * DAY_MS;

/** The mailing that starts last comes first. */
export async function readAlerts({ mailings, clock }: Room): Promise<readonly Alert[]> {
  const since = plus(clock(), -toldForMs);
  return (await mailings.troubled(since)).map(({ id, state, pausedBecause, byPolicy, byPolicyAt }) => ({
    mailing: id,
    pausedBecause: state === 'paused' ? pausedBecause : null,
    byPolicy: byPolicyAt && byPolicyAt >= since ? byPolicy : 0,
  }));
}
