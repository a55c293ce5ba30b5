/** The mails to one person; which version it was is not shown, because that tells the group (SEG-6). */
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Room } from './room.ts';

export interface MailRow {
  readonly title: string | null;
  readonly outcome: Awaited<ReturnType<Room['delivery']['mailsTo']>>[number]['outcome'];
  readonly at: Date | null;
}

const shown = 20;

/** The latest mails. */
export async function mailRows(
  room: Room,
  person: SubscriberId,
  language: Language,
): Promise<readonly MailRow[]> {
  const mails = [...(await room.delivery.mailsTo(person))].sort((a, b) => timeOf(b.at) - timeOf(a.at));
  return Promise.all(
    mails.slice(0, shown).map(async ({ mailing, outcome, at }) => ({
      title: await room.titleOfMail(mailing, language),
      outcome,
      at,
    })),
  );
}

// What has no time yet is still to come, and stands on top.
function timeOf(at: Date | null): number {
  return at?.getTime() ?? Infinity;
}
