/** Sends a test mail to whoever asks for it: as a reader gets it, with links that change nothing (LINK-13). */
import type { Account } from '../../accounts/index.ts';
import { type Language, translator } from '../../platform/i18n/index.ts';
import { chooseContent } from '../content/choose-content.ts';
import { fillMail, prepareMail } from '../content/render-newsletter.ts';
import { sampleValues } from '../content/sample-mail.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';

/** Puts it into the outbox, to the account's own address. */
export async function sendTest(
  context: CampaignsContext,
  campaign: Campaign,
  version: string,
  asked: Language,
  account: Account,
): Promise<void> {
  const { db, outbox, campaigns, newsletters, settings, publicUrl } = context;
  const newsletter = (await newsletters.find(campaign.newsletter))!;
  const shop = await settings.current();
  const { content, language } = chooseContent(campaign, version, asked);
  const values = await sampleValues(context, newsletter, language, account.name.split(' ')[0] ?? '');
  const mail = fillMail(prepareMail(content, language, { newsletter, shop, publicUrl }), values);
  const subject = translator(language)('campaigns:test.subject', { subject: mail.subject });
  const list = {
    id: newsletter.listId,
    name: newsletter.title[language],
    unsubscribeUrl: values.unsubscribeUrl,
    feedbackId: `${campaign.id}:${newsletter.slug}:test:voorkeur`,
  };
  await db.transaction((tx) =>
    outbox.enqueue(
      { to: { name: account.name, address: account.email }, ...mail, subject, list, about: null },
      tx,
    ),
  );
  await campaigns.noteTest(campaign.id, campaign.revision);
}
