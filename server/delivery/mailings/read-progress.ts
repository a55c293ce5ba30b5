/** Reads how far a mailing is, with the figures per version guarded (SEG-6). */
import type { MailingId } from '../../platform/ids/index.ts';
import { countFigures } from '../figures/count-figures.ts';
import { guardedNumber } from '../figures/guard-parts.ts';
import { rowsOf, unendedOf } from '../figures/sum-figures.ts';
import type { MailingRow } from './mailings-store.ts';
import { type Room, sourceOf } from '../room.ts';
import type { Progress } from '../words.ts';

/** Null for a mailing that was never started. */
export async function readProgress(room: Room, id: MailingId): Promise<Progress | null> {
  const mailing = await room.mailings.find(id);
  if (!mailing) return null;
  const { outcomes, skipped: why } = (await countFigures(room, mailing)).details;
  const k = await sourceOf(room, mailing).minimumVersion(mailing);
  const { accepted, refused, uncertain, skipped } = outcomes;
  return {
    state: mailing.state,
    startsAt: mailing.startsAt,
    total: rowsOf(outcomes),
    accepted,
    refused,
    uncertain,
    skipped,
    held: {
      paused: guardedNumber(why.paused + mailing.pausedBefore, k),
      frequency: guardedNumber(why.frequency, k),
    },
    pending: unendedOf(outcomes),
    pausedBecause: mailing.pausedBecause,
    waits: mailing.state === 'sending' ? await room.pace.waits(mailing) : null,
    byVersion: guarded(mailing, k),
    fellToDefault: mailing.fellToDefault,
  };
}

/** As they were at the freeze: a figure that changed from day to day would tell who left. */
function guarded({ versions }: MailingRow, k: number): ReadonlyMap<string, number | 'too-few'> {
  return new Map(versions.map(({ version, people }) => [version, people < k ? 'too-few' : people]));
}
