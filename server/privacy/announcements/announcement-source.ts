/** Tells delivery whom an announcement goes to and what they get: everybody alike, in their language, without promotion. */
import type { PublishedStatement } from '../../consent/index.ts';
import type { Mailing, MailingSource } from '../../delivery/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { OutgoingMail } from '../../platform/mail/index.ts';
import { renderMail } from '../../platform/templates/index.ts';
import type { ShopSettings } from '../../settings/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { kind } from './announce.ts';
import type { AnnouncementsRoom } from './room.ts';

/** The source for mailings of kind 'statement'. */
export function announcementSource(room: AnnouncementsRoom): MailingSource {
  return {
    kind,
    audience: (mailing) => audience(room, mailing),
    versionOf: () => Promise.resolve(() => Promise.resolve(new Map())),
    openVersions: () => Promise.resolve(new Set()),
    stillFits: () => Promise.resolve(() => Promise.resolve(new Set())),
    render: async ({ id }) => {
      const announcement = await room.store.findByMailing(id);
      if (!announcement) throw new NotFound();
      const statement = await room.consent.statements.get(announcement.statement);
      const shop = await room.settings.current();
      return ({ subscriber }) => mailFor(room, statement, shop, subscriber);
    },
    // There are no versions that could be too small: a statement is told to everybody, however few they are.
    minimumVersion: () => Promise.resolve(1),
    finished: (mailing) => room.store.end(mailing, room.clock()),
  };
}

/** Everybody who is not suppressed; nobody when the announcement or the version was taken back meanwhile. */
async function* audience(room: AnnouncementsRoom, { id }: Mailing): AsyncIterable<SubscriberId> {
  const announcement = await room.store.findByMailing(id);
  if (announcement?.mailing !== id) return;
  const { state } = await room.consent.statements.get(announcement.statement);
  if (state !== 'withdrawn') yield* room.consent.mailable();
}

/** The mail: automatic, no list headers, no promotion; with the way to change or stop everything. */
function mailFor(
  { links, publicUrl }: AnnouncementsRoom,
  { number, effectiveAt, summary }: PublishedStatement,
  shop: ShopSettings,
  { id, email, firstName, language }: Subscriber,
): OutgoingMail {
  const page = `${publicUrl}/statement/${number}`;
  const mail = renderMail('statement', {
    ...{ lang: language, shop, publicUrl, firstName, number, effectiveAt },
    summary: summary?.[language] ?? '',
    statementUrl: `${page}?lang=${language}`,
    changesUrl: `${page}/changes?lang=${language}`,
    preferencesUrl: links.url('preferences', { subscriber: id }),
  });
  return { ...mail, to: { address: email }, automatic: true };
}
