/** The one place where the rooms are put together; each gets the clock, the database and the doors of rooms below. */
import { join } from 'node:path';
import { openAccounts } from './accounts/index.ts';
import { openCampaigns } from './campaigns/index.ts';
import { openConsent } from './consent/index.ts';
import { openDelivery, type TitleOfMail } from './delivery/index.ts';
import { openGroups } from './groups/index.ts';
import { openImports } from './imports/index.ts';
import { openInterests } from './interests/index.ts';
import { openLinks } from './links/index.ts';
import { openOverview } from './overview/index.ts';
import { openPeople } from './people/index.ts';
import { type Clock, systemStopwatch } from './platform/clock/index.ts';
import { type Config, ConfigError } from './platform/config/index.ts';
import type { Db, PersonalDataHolder } from './platform/db/index.ts';
import type { Inbox } from './platform/inbox/index.ts';
import { openJournal } from './platform/journal/index.ts';
import type { Log } from './platform/log/index.ts';
import { type AskTxt, type Mailer, openServers } from './platform/mail/index.ts';
import { openOutbox } from './platform/outbox/index.ts';
import { openPreferences } from './preferences/index.ts';
import { openPrivacy } from './privacy/index.ts';
import { openSettings } from './settings/index.ts';
import { openSubscribers } from './subscribers/index.ts';
import { navigation } from './navigation.ts';

export interface RoomsDeps {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Where mails go. */
  readonly smtpUrls: readonly string[];
  /** The development inbox, where there is one. */
  readonly inbox: Inbox | null;
  /** Asks the DNS, other than the machine's own name servers. */
  readonly askTxt?: AskTxt;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Opens every room, from the ground up. */
export async function openRooms({ config, db, clock, log, smtpUrls, inbox }: RoomsDeps) {
  const { publicUrl, mailFrom } = config;
  const lane = { smtpUrls, mailFrom, dkim: config.dkim, publicUrl };
  // Mailings have lines of their own: a confirmation never waits for a campaign of a million.
  const singleMailer = openServers(lane);
  const connections = (server: string) => delivery.pace.connections(server);
  const mailingsMailer = openServers({ ...lane, connections });
  const send: Mailer['send'] = (mail, mayLeave) => delivery.pace.sendSingle(singleMailer, mail, mayLeave);
  const mailer: Mailer = { ...singleMailer, send };
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
  const outbox = openOutbox({ ...base, mailer, answered: (mail) => delivery.noteAnswer(mail) });
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
    handOverDir: join(config.dataDir, 'hand-overs'),
    consent,
    subscribers,
    mailer: mailingsMailer,
    sources: () => [campaigns.source, privacy.askingAgain.source, privacy.announcements.source],
  });
  const campaigns = openCampaigns({
    ...base,
    settings,
    consent,
    links,
    groups,
    delivery,
    subscribers,
    mailer,
    outbox,
    accounts,
    publicUrl,
    isLive: config.production,
    mailFrom,
  });
  const imports = openImports({
    ...{ ...base, settings, subscribers, consent, interests, campaigns, accounts },
  });
  const titleOfMail: TitleOfMail = async (mailing, language) =>
    (await campaigns.titleOf(mailing))?.title ??
    (await privacy.announcements.titleOf(mailing, language)) ??
    privacy.askingAgain.titleOf(mailing, language);
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
    delivery,
    titleOfMail,
    outbox,
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

  return {
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
    mailers: { single: mailer, mailings: mailingsMailer },
    outbox,
    people,
    overview,
    titleOfMail,
    journal,
  };
}
