/** Puts together what the room has around announcements. */
import type { MailingSource, Progress } from '../../delivery/index.ts';
import { type Language, translator } from '../../platform/i18n/index.ts';
import type { AccountId, MailingId } from '../../platform/ids/index.ts';
import { announce, mailingOf, startForgotten, stopAnnouncing } from './announce.ts';
import { announcementSource } from './announcement-source.ts';
import { type Announcement, openAnnouncementsStore } from './announcements-store.ts';
import type { AnnouncementsDeps, AnnouncementsRoom } from './room.ts';

export interface Announced extends Announcement {
  /** Null when delivery does not know it yet. */
  readonly progress: Progress | null;
}

export interface Announcements {
  /** For delivery: whom an announcement goes to and what they get. */
  readonly source: MailingSource;
  /** What an announcement is called on a list of mails; null for any other mailing. */
  titleOf(mailing: MailingId, language: Language): Promise<string | null>;
  /** Null where the version was not announced, or that was taken back. */
  of(statement: number): Promise<Announced | null>;
  /** How many people it would go to now. */
  countAudience(): Promise<number>;
  announce(statement: number, by: AccountId): Promise<void>;
  /** True when nobody got it. */
  stop(statement: number, by: AccountId): Promise<boolean>;
  pause(statement: number, by: AccountId): Promise<void>;
  resume(statement: number, by: AccountId): Promise<void>;
  /** One round of background work: starts what a stop of the program kept from delivery. */
  work(): Promise<void>;
  readonly collection: string;
}

/** Opens the collection. */
export function openAnnouncements(deps: AnnouncementsDeps): Announcements {
  const room: AnnouncementsRoom = { ...deps, store: openAnnouncementsStore(deps.db) };
  const { store, delivery, consent } = room;
  return {
    source: announcementSource(room),
    titleOf: async (mailing, language) => {
      const found = await store.findByMailing(mailing);
      return found && translator(language)('statements:public.numbered', { version: found.statement });
    },
    of: async (statement) => {
      const found = await store.find(statement);
      return found?.mailing ? { ...found, progress: await delivery.progress(found.mailing) } : null;
    },
    countAudience: consent.countMailable,
    announce: (statement, by) => announce(room, statement, by),
    stop: (statement, by) => stopAnnouncing(room, statement, by),
    pause: async (statement, by) =>
      delivery.pause(await mailingOf(room, statement), { kind: 'staff', id: by }),
    resume: async (statement, by) =>
      delivery.resume(await mailingOf(room, statement), { kind: 'staff', id: by }),
    work: () => startForgotten(room),
    collection: store.collection,
  };
}
