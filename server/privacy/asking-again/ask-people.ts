/** Begins to ask: everybody once, and within the hour whoever agrees to the old words meanwhile (CON-11). */
import type { WordingVersion } from '../../consent/index.ts';
import { HOUR_MS, plus } from '../../platform/clock/index.ts';
import { type MailingId, newId } from '../../platform/ids/index.ts';
import type { Asking } from './askings-store.ts';
import type { AskingAgainRoom } from './room.ts';

/** The kind of mailing, by which delivery finds the source. */
export const kind = 'asking-again';

const roundMs = HOUR_MS;

/** One round of background work; a round that was begun and did not reach delivery is started again. */
export async function askPeople(room: AskingAgainRoom): Promise<void> {
  for (const version of await room.consent.wordings.asking()) {
    const last = await room.store.last(version.purpose, version.number);
    if (last && !(await room.delivery.knows(last.mailing))) await start(room, last);
    else if (!last || (await isDue(room, version, last))) await begin(room, version, last);
  }
}

async function isDue({ clock, consent }: AskingAgainRoom, version: WordingVersion, last: Asking) {
  if (last.endedAt === null || plus(last.startedAt, roundMs) > clock()) return false;
  for await (const _ of consent.wordings.toBeAsked(version, last.startedAt)) return true;
  return false;
}

async function begin(room: AskingAgainRoom, version: WordingVersion, last: Asking | null): Promise<void> {
  const asking: Asking = {
    mailing: newId<MailingId>(),
    purpose: version.purpose,
    version: version.number,
    round: (last?.round ?? 0) + 1,
    from: last?.startedAt ?? null,
    startedAt: room.clock(),
    endedAt: null,
  };
  // First the asking: what delivery then lacks is started again, and never twice.
  if (await room.store.add(asking)) await start(room, asking);
}

/** A service mail, so that a break holds nobody back: without an answer their consent would end all the same. */
async function start({ delivery }: AskingAgainRoom, { mailing, startedAt }: Asking): Promise<void> {
  await delivery.start({ id: mailing, kind, purpose: null, newsletter: null }, startedAt);
}
