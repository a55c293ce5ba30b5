/** The one place where the rooms are put together; each gets the clock, the database and the doors of rooms below. */
import { openAccounts } from './accounts/index.ts';
import { openCampaigns } from './campaigns/index.ts';
import { consentsRoutes, openConsent, openRootMail, purposesRoutes } from './consent/index.ts';
import { openDelivery, type TitleOfMail } from './delivery/index.ts';
import { openGroups } from './groups/index.ts';
import { openImports } from './imports/index.ts';
import { openInterests } from './interests/index.ts';
import { openLinks } from './links/index.ts';
import { navigation } from './navigation.ts';
import { openOverview } from './overview/index.ts';
import { openPeople } from './people/index.ts';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS, systemStopwatch } from './platform/clock/index.ts';
import { type Config, ConfigError } from './platform/config/index.ts';
import type { Db, PersonalDataHolder } from './platform/db/index.ts';
import { createHttp, finishHttp } from './platform/http/index.ts';
import type { Inbox } from './platform/inbox/index.ts';
import { openJobs } from './platform/jobs/index.ts';
import { openJournal } from './platform/journal/index.ts';
import type { Log } from './platform/log/index.ts';
import { openMailer } from './platform/mail/index.ts';
import { openOutbox } from './platform/outbox/index.ts';
import { openPreferences } from './preferences/index.ts';
import { openPrivacy } from './privacy/index.ts';
import { openSettings, settingsRoutes } from './settings/index.ts';
import { openSubscribers } from './subscribers/index.ts';

export interface AppDeps {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Where mails go. */
  readonly smtpUrl: string;
  /** The development inbox, where there is one: its pages hang under /inbox. */
  readonly inbox: Inbox | null;
  /** Whether background work runs by itself; tests say when. */
  readonly automatic: boolean;
}

export type App = Awaited<ReturnType<typeof openApp>>;

/** Opens every room and hangs its pages into one Express app. */
export async function openApp({ config, db, clock, log, smtpUrl, inbox, automatic }: AppDeps) {
  const { publicUrl, mailFrom } = config;
  const mailer = openMailer({ smtpUrl, mailFrom, dkim: config.dkim, publicUrl });
  // MAIL-12: a mail whose signature does not belong to its sender is not trusted.
  const unaligned = config.production ? mailer.alignmentProblem() : null;
  if (unaligned) throw new ConfigError(`MAIL_FROM and DKIM_DOMAIN must belong together: ${unaligned}`);
  const base = { db, clock, log };

  const settings = openSettings(base);
  const installation = await settings.installation();
  const journal = await openJournal(config.journalDir, installation, clock(), await settings.nextEpoch());
  const accounts = openAccounts({ ...base, config, navigation: () => pages });
  const links = openLinks({ clock, publicUrl, secretKeys: config.secretKeys, installation });
  const subscribers = openSubscribers({ ...base, journal, sealKeys: config.suppressionKeys });
  const consent = openConsent({
    ...base,
    journal,
    settings,
    subscribers,
    ledgerKey: config.ledgerKey,
    suppressionKeys: config.suppressionKeys,
    followers: () => [interests.follower, groups.follower],
  });
  const outbox = openOutbox({ ...base, mailer });
  const interests = openInterests({
    ...{ ...base, settings, subscribers, consent, accounts },
    secretKeys: config.secretKeys,
  });
  const groups = openGroups({
    ...base,
    settings,
    consent,
    interests,
    subscribers,
    accounts,
    audienceChoices: () => campaigns.audiences(),
  });
  const delivery = openDelivery({
    ...base,
    stopwatch: systemStopwatch,
    consent,
    subscribers,
    mailer,
    sources: () => [campaigns.source, privacy.askingAgain.source, privacy.announcements.source],
  });
  const campaigns = openCampaigns({
    ...base,
    settings,
    consent,
    links,
    groups,
    delivery,
    mailer,
    outbox,
    accounts,
    publicUrl,
    mailFrom,
  });
  const imports = openImports({
    ...{ ...base, settings, subscribers, consent, interests, campaigns, accounts },
  });
  const titleOfMail: TitleOfMail = async (mailing, language) =>
    (await campaigns.titleOf(mailing))?.title ?? privacy.announcements.titleOf(mailing, language);
  const preferences = openPreferences({
    ...base,
    settings,
    subscribers,
    links,
    consent,
    interests,
    campaigns,
    delivery,
    titleOfMail,
    outbox,
    privacy: () => ({
      export: privacy.exportSubscriber,
      erase: (id) => privacy.eraseSubscriber(id, { kind: 'subscriber' }),
    }),
    publicUrl,
    secretKeys: config.secretKeys,
  });
  const people = openPeople({
    ...base,
    settings,
    accounts,
    subscribers,
    consent,
    interests,
    delivery,
    titleOfMail,
    preferences,
    contact: preferences.contact,
  });
  const privacy = openPrivacy({
    ...base,
    consent,
    subscribers,
    people,
    accounts,
    journal,
    settings,
    links,
    campaigns,
    delivery,
    publicUrl,
    holders: () => holders,
  });
  const pages = navigation({ openMessages: preferences.contact.countOpen });
  const overview = openOverview({
    ...base,
    accounts,
    consent,
    subscribers,
    campaigns,
    preferences,
    privacy,
    inboxPath: inbox && '/inbox',
  });

  const holders: readonly PersonalDataHolder[] = [
    consent.holder,
    interests.holder,
    groups.holder,
    delivery.holder,
    campaigns.holder,
    imports.holder,
    preferences.holder,
    outbox.holder,
    accounts.holder,
    settings.holder,
    people.holder,
    privacy.holder,
    subscribers.holder,
  ];

  await db.ready();
  await consent.setUp();
  await privacy.replayJournal();

  const http = createHttp({
    log,
    publicUrl,
    trustProxy: config.trustProxy,
    production: config.production,
    shop: settings.current,
    api: interests.api,
  });
  http.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  http.use(preferences.routes);
  http.use(consent.routes);
  http.use(campaigns.publicRoutes);
  if (inbox) http.use(inbox.routes);
  http.use('/staff', accounts.middleware);
  http.use(accounts.routes, overview.routes, people.routes, privacy.routes, imports.routes);
  http.use(campaigns.routes, groups.routes, interests.routes);
  const { wordings, countAgreed, figures } = consent;
  http.use(purposesRoutes({ wordings, countAgreed, clock }, accounts));
  const minimum = async () => (await settings.current()).minimumGroup;
  http.use(consentsRoutes({ figures, wordings, clock, minimum }, accounts));
  http.use(settingsRoutes(settings, accounts.requireRole('administrator')));
  finishHttp(http, log);

  const jobs = openJobs(log, { automatic });
  // PRIV-7: after a restore, nothing is sent before the database knows all that the journal says.
  const unlessLocked = (work: () => Promise<boolean>) => async () =>
    (await privacy.sendingLock()) === null && work();
  jobs.every('journal', 5 * SECOND_MS, async () => {
    await privacy.saveHead();
    if (await privacy.sendingLock()) await privacy.replayJournal();
  });
  const rootMail = openRootMail({ settings, outbox, publicUrl });
  const publishRoot = async () => (await consent.publishDailyRoot(rootMail)) !== null;
  if (config.role !== 'web') {
    jobs.every('outbox', SECOND_MS, unlessLocked(outbox.work));
    jobs.every('ledger root', HOUR_MS, unlessLocked(publishRoot));
    jobs.every('outdated consents', 10 * MINUTE_MS, consent.wordings.lapse);
    jobs.every('consent figures', 5 * SECOND_MS, figures.work);
    jobs.every('imports', SECOND_MS, imports.work);
    jobs.every('campaigns', SECOND_MS, campaigns.work);
    jobs.every('cut', MINUTE_MS, groups.takeDailyCut);
    jobs.every('asking again', MINUTE_MS, privacy.askingAgain.work);
    jobs.every('announcements', SECOND_MS, privacy.announcements.work);
    jobs.every('delivery', SECOND_MS, unlessLocked(delivery.work));
    jobs.every('old recipients', HOUR_MS, delivery.forgetOld);
    jobs.every('old outbox rows', HOUR_MS, outbox.forgetOld);
    jobs.every('sign-ups', HOUR_MS, preferences.work);
    jobs.every('expired signals', HOUR_MS, async () => void (await interests.forgetExpired()));
    jobs.every('profiles', MINUTE_MS, interests.refreshProfiles);
    jobs.every('product words', MINUTE_MS, interests.followTable);
  }

  return {
    http,
    jobs,
    holders,
    settings,
    accounts,
    links,
    subscribers,
    consent,
    interests,
    groups,
    delivery,
    campaigns,
    imports,
    preferences,
    privacy,
    mailer,
    outbox,
    /** Finishes the work under way, then closes what it opened. */
    close: async () => {
      imports.stop();
      interests.stop();
      groups.stop();
      await delivery.stop();
      await jobs.stop();
      await mailer.close();
      await privacy.saveHead();
      await journal.close();
    },
  };
}
