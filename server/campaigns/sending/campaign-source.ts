/** Tells delivery whom a campaign goes to and what each of them gets. */
import type { PurposeStanding } from '../../consent/index.ts';
import type { MakeMail, Mailing, MailingSource } from '../../delivery/index.ts';
import { HOUR_MS } from '../../platform/clock/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import { formatDate, type Language, translator } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { OutgoingMail, Pieces } from '../../platform/mail/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { chooseContent } from '../content/choose-content.ts';
import { type MailFrame, type PreparedMail, prepareMail, spliceMail } from '../content/render-newsletter.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, ownVersions, placeOfVersion } from '../editing/campaign.ts';
import { moveCampaign } from './move-campaign.ts';

type VersionOf = Awaited<ReturnType<MailingSource['versionOf']>>;

/** The source for mailings of kind 'campaign'. */
export function campaignSource(context: CampaignsContext): MailingSource {
  const { clock, settings } = context;
  const lately: Prepared = { of: '', mails: new Map() };
  return {
    kind: 'campaign',
    audience: (mailing) => audience(context, mailing),
    versionOf: (mailing) => versionsOf(context, mailing),
    openVersions: async (mailing) => {
      const { campaign } = await read(context, mailing);
      return context.groups.openToAll(ownVersions(campaign).map(({ group }) => group));
    },
    stillFits: async (mailing) => {
      const { campaign } = await read(context, mailing);
      return context.groups.confirm(
        mailing.id,
        ownVersions(campaign).map(({ group }) => group),
      );
    },
    render: (mailing) => renderer(context, mailing, lately),
    minimumVersion: async () => (await settings.current()).minimumGroup,
    finished: async (mailing) => {
      await moveCampaign(context, mailing, 'finish', { sentAt: clock() });
    },
  };
}

/** Everybody who agreed to the newsletter; nobody when the campaign was taken back meanwhile. */
async function* audience(context: CampaignsContext, mailing: Mailing): AsyncIterable<SubscriberId> {
  if (await moveCampaign(context, mailing.id, 'freeze')) yield* context.consent.receivers(mailing.purpose!);
}

async function versionsOf(context: CampaignsContext, { id, purpose }: Mailing): Promise<VersionOf> {
  const { campaign } = await read(context, { id });
  const known = new Set((await context.groups.list()).map((group) => group.id));
  const groups = ownVersions(campaign)
    .map(({ group }) => group)
    .filter((group) => known.has(group));
  return context.groups.resolve(id, groups, purpose!);
}

/** What was prepared for the batch before: batches of one campaign follow each other. */
interface Prepared {
  of: string;
  mails: Map<string, PreparedMail>;
}

/** Everything alike is made once a version and language; a person's copy only fills the gaps. */
async function renderer(context: CampaignsContext, mailing: Mailing, lately: Prepared): Promise<MakeMail> {
  const { campaign, frame } = await read(context, mailing);
  const of = JSON.stringify([campaign.id, campaign.revision, frame]);
  if (lately.of !== of) Object.assign(lately, { of, mails: new Map() });
  const prepared = lately.mails;
  const prepare = (version: string, asked: Language): PreparedMail => {
    const key = `${version} ${asked}`;
    const found = prepared.get(key);
    if (found) return found;
    const { content, language } = chooseContent(campaign, version, asked);
    const mail = prepareMail(content, language, {
      ...frame,
      version: placeOfVersion(campaign, version),
    });
    prepared.set(key, mail);
    return mail;
  };
  const reasonFor = reasons(frame);
  return ({ subscriber, version, stands }) => {
    const mail = prepare(version, subscriber.language);
    const reason = reasonFor(subscriber, stands, mail.language);
    return mailFor(context, campaign, frame, subscriber, mail, reason);
  };
}

function mailFor(
  { links }: CampaignsContext,
  campaign: Campaign,
  { newsletter, shop }: MailFrame,
  subscriber: Subscriber,
  mail: PreparedMail,
  reason: string,
): OutgoingMail<Pieces> {
  const about = { subscriber: subscriber.id, newsletter: newsletter.id };
  const unsubscribeUrl = links.url('unsubscribe', about);
  const title = newsletter.title[mail.language];
  const filled = spliceMail(mail, {
    firstName: subscriber.firstName,
    newsletter: title,
    shop: shop.name,
    unsubscribeUrl,
    preferencesUrl: links.url('preferences', about),
    reason,
  });
  return {
    to: { address: subscriber.email },
    ...filled,
    list: {
      id: newsletter.listId,
      name: title,
      unsubscribeUrl,
      // Campaign, newsletter, kind, sender: nothing that differs per recipient (MAIL-7).
      feedbackId: `${campaign.id}:${newsletter.slug}:newsletter:voorkeur`,
    },
  };
}

/** Why they get it: they agreed, or they bought something and never asked, and may object (CON-8). */
function reasons({ newsletter, shop }: MailFrame) {
  const sentence = (isCustomer: boolean, at: Date, language: Language): string => {
    const t = translator(language);
    const date = formatDate(at, language);
    return isCustomer
      ? t('campaigns:mail.customer', { shop: shop.name, date })
      : t('campaigns:mail.reason', { newsletter: newsletter.title[language], date });
  };
  // Many people agreed in the same hour, and all of an hour is one day in Amsterdam.
  const known = new Map<string, string>();
  return (subscriber: Subscriber, stands: PurposeStanding | null, language: Language): string => {
    const at = stands?.soldAt ?? stands?.since ?? subscriber.createdAt;
    const isCustomer = stands?.soldAt !== undefined;
    const key = `${language} ${isCustomer} ${Math.floor(at.getTime() / HOUR_MS)}`;
    const found = known.get(key) ?? sentence(isCustomer, at, language);
    known.set(key, found);
    return found;
  };
}

async function read(
  context: CampaignsContext,
  { id }: Pick<Mailing, 'id'>,
): Promise<{ campaign: Campaign; frame: MailFrame }> {
  const campaign = await context.campaigns.findByMailing(id);
  const newsletter = campaign && (await context.newsletters.find(campaign.newsletter));
  if (!campaign || !newsletter) throw new NotFound();
  const shop = await context.settings.current();
  return { campaign, frame: { newsletter, shop, publicUrl: context.publicUrl } };
}
