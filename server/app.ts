/** The whole program: its rooms, their pages and their background work. */
import { hangPages } from './hang-pages.ts';
import { openRooms, type RoomsDeps } from './rooms.ts';
import { scheduleJobs } from './schedule-jobs.ts';

interface AppDeps extends RoomsDeps {
  /** Whether background work runs by itself; tests say when. */
  readonly automatic: boolean;
}

export type App = Awaited<ReturnType<typeof openApp>>;

/** Opens it, with the database as the journal says that it should be. */
export async function openApp({ automatic, ...deps }: AppDeps) {
  const rooms = await openRooms(deps);
  await deps.db.ready();
  await rooms.consent.setUp();
  await rooms.privacy.replayJournal();
  const http = hangPages(rooms, deps);
  const jobs = scheduleJobs(rooms, deps, automatic);
  return {
    ...rooms,
    http,
    jobs,
    /** Before the port is closed: ends what is pushed to browsers and would never end by itself. */
    endStreams: rooms.campaigns.stop,
    /** Finishes the work under way, then closes what it opened. */
    close: async () => {
      rooms.campaigns.stop();
      rooms.imports.stop();
      rooms.interests.stop();
      rooms.groups.stop();
      await rooms.delivery.stop();
      await jobs.stop();
      await Promise.all(Object.values(rooms.mailers).map((mailer) => mailer.close()));
      await rooms.privacy.saveHead();
      await rooms.journal.close();
    },
  };
}
