/** The mails to one person; which version it was is not shown, because that tells the group (SEG-6). */
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Room } from './room.ts';

type MailTo = Awaited<ReturnType<Room['delivery']['mailsTo']>>[number];

export interface MailRow {
  readonly title: string | null;
  readonly outcome: MailTo['outcome'];
  /** Why it was skipped, where that is known. */
  readonly skipped: MailTo['skipped'];
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
    mails.slice(0, shown).map(async ({ mailing, outcome, skipped, at }) => ({
      title: await room.titleOfMail(mailing, language),
      outcome,
      skipped,
      at,
    })),
  );
}

// What has no time yet is still to come, and stands on top.
function timeOf(at: Date | null): number {
  return at?.getTime() ?? Infinity;
}
