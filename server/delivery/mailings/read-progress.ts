/** Reads how far a mailing is, with the figures per version guarded (SEG-6). */
import type { MailingId } from '../../platform/ids/index.ts';
import { countOutcomes } from './count-outcomes.ts';
import type { MailingRow } from './mailings-store.ts';
import { guardedNumber } from '../figures/guard-parts.ts';
import { type Room, sourceOf } from '../room.ts';
import type { Progress } from '../words.ts';

/** Null for a mailing that was never started. */
export async function readProgress(room: Room, id: MailingId): Promise<Progress | null> {
  const mailing = await room.mailings.find(id);
  if (!mailing) return null;
  const { figures, held } = await countOutcomes(room, mailing);
  const k = await sourceOf(room, mailing).minimumVersion(mailing);
  const { accepted, refused, uncertain, skipped } = figures;
  return {
    state: mailing.state,
    startsAt: mailing.startsAt,
    total: Object.values(figures).reduce((sum, count) => sum + count, 0),
    accepted,
    refused,
    uncertain,
    skipped,
    held: {
      paused: guardedNumber(held.paused + mailing.pausedBefore, k),
      frequency: guardedNumber(held.frequency, k),
    },
    pending: figures.pending + figures['handing-over'],
    pausedBecause: mailing.pausedBecause,
    byVersion: guarded(mailing, k),
    fellToDefault: mailing.fellToDefault,
  };
}

/** As they were at the freeze: a figure that changed from day to day would tell who left. */
function guarded({ versions }: MailingRow, k: number): ReadonlyMap<string, number | 'too-few'> {
  return new Map(versions.map(({ version, people }) => [version, people < k ? 'too-few' : people]));
}
