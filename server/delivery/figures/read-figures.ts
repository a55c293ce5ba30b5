/** Reads the figures for the report of one mailing. */
import { HOUR_MS, MINUTE_MS } from '../../platform/clock/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { type Room, sourceOf } from '../room.ts';
import type { MailingFigures } from '../words.ts';
import { countFigures } from './count-figures.ts';
import { guardedParts } from './guard-parts.ts';
import { rowsOf, unendedOf } from './sum-figures.ts';

/** Null for a mailing that was never started. */
export async function readFigures(room: Room, id: MailingId): Promise<MailingFigures | null> {
  const mailing = await room.mailings.find(id);
  if (!mailing) return null;
  const { details, perMinute } = await countFigures(room, mailing);
  const k = await sourceOf(room, mailing).minimumVersion(mailing);
  const { outcomes } = details;
  const goesOn = mailing.state === 'sending' && perMinute > 0;
  const ahead = { mails: outcomes.pending, perHour: (perMinute * HOUR_MS) / MINUTE_MS };
  return {
    ...details,
    state: mailing.state,
    total: rowsOf(outcomes),
    skipped: guardedParts(details.skipped, k),
    perMinute: mailing.state === 'sending' ? Math.round(perMinute) : null,
    remaining: unendedOf(outcomes),
    expectedEnd: goesOn && outcomes.pending > 0 ? await room.pace.expectedEnd(mailing, ahead) : null,
  };
}
