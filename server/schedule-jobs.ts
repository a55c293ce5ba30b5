/** Schedules the background work of every room. */
import { openRootMail } from './consent/index.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './platform/clock/index.ts';
import { type Jobs, openJobs } from './platform/jobs/index.ts';
import type { Rooms, RoomsDeps } from './rooms.ts';

/** Starts it; without `automatic` it runs only when somebody says so. */
export function scheduleJobs(rooms: Rooms, { config, log }: RoomsDeps, automatic: boolean): Jobs {
  const { campaigns, consent, delivery, groups, imports, interests } = rooms;
  const { outbox, preferences, privacy, settings } = rooms;
  const jobs = openJobs(log, { automatic });
  // PRIV-7: after a restore, nothing is sent before the database knows all that the journal says.
  const unlessLocked = (work: () => Promise<boolean>) => async () =>
    (await privacy.sendingLock()) === null && work();
  jobs.every('journal', 5 * SECOND_MS, async () => {
    await privacy.saveHead();
    if (await privacy.sendingLock()) await privacy.replayJournal();
  });
  const rootMail = openRootMail({ settings, outbox, publicUrl: config.publicUrl });
  const publishRoot = async () => (await consent.publishDailyRoot(rootMail)) !== null;
  if (config.role !== 'web') {
    jobs.every('outbox', SECOND_MS, unlessLocked(outbox.work));
    jobs.every('ledger root', HOUR_MS, unlessLocked(publishRoot));
    jobs.every('outdated consents', 10 * MINUTE_MS, consent.wordings.lapse);
    jobs.every('consent figures', 5 * SECOND_MS, consent.figures.work);
    jobs.every('imports', SECOND_MS, imports.work);
    jobs.every('campaigns', SECOND_MS, campaigns.work);
    jobs.every('cut', MINUTE_MS, groups.takeDailyCut);
    jobs.every('asking again', MINUTE_MS, privacy.askingAgain.work);
    jobs.every('announcements', SECOND_MS, privacy.announcements.work);
    jobs.every('audiences', SECOND_MS, unlessLocked(delivery.freeze));
    jobs.every('delivery', SECOND_MS, unlessLocked(delivery.work));
    jobs.every('old recipients', HOUR_MS, delivery.forgetOld);
    jobs.every('old outbox rows', HOUR_MS, outbox.forgetOld);
    jobs.every('sign-ups', HOUR_MS, preferences.work);
    jobs.every('expired signals', HOUR_MS, async () => void (await interests.forgetExpired()));
    jobs.every('profiles', MINUTE_MS, interests.refreshProfiles);
    jobs.every('product words', MINUTE_MS, interests.followTable);
  }
  return jobs;
}
