/** Mails for nobody: what the preview shows, what a test mail holds, and how large the largest one gets. */
import { formatDate, type Language, languages, translator } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
import { chooseContent } from './choose-content.ts';
import { fillMail, type MailFrame, prepareMail } from './render-newsletter.ts';
import type { SlotValues } from './slots.ts';

/** The first name of the made-up reader of a campaign's version; never that of a real one. */
export function sampleName(
  { versions }: Pick<Campaign, 'versions'>,
  key: string,
  language: Language,
): string {
  const names = translator(language)('campaigns:sample.firstNames').split(', ');
  const place = versions.findIndex((version) => version.key === key);
  return names[Math.max(place, 0) % names.length]!;
}

/** A made-up reader; the links show what would happen and change nothing (LINK-13). */
export async function sampleValues(
  { links, settings, clock }: CampaignsContext,
  newsletter: Newsletter,
  language: Language,
  firstName: string,
): Promise<SlotValues> {
  return {
    firstName,
    newsletter: newsletter.title[language],
    shop: (await settings.current()).name,
    unsubscribeUrl: links.sampleUrl('unsubscribe', newsletter.id),
    preferencesUrl: links.sampleUrl('preferences', newsletter.id),
    reason: translator(language)('campaigns:mail.reason', {
      newsletter: newsletter.title[language],
      date: formatDate(clock(), language),
    }),
  };
}

/** The size in bytes of the HTML of the largest of its mails, with a long name and links of full length (MAIL-14). */
export function largestMail(campaign: Campaign, frame: MailFrame): number {
  const link = `${frame.publicUrl}/unsubscribe/${'x'.repeat(160)}`;
  const sizes = campaign.versions.flatMap(({ key }) =>
    languages.map((asked) => {
      const { content, language } = chooseContent(campaign, key, asked);
      const { html } = fillMail(prepareMail(content, language, frame), {
        firstName: 'x'.repeat(60),
        newsletter: frame.newsletter.title[language],
        shop: frame.shop.name,
        unsubscribeUrl: link,
        preferencesUrl: link,
        reason: 'x'.repeat(300),
      });
      return Buffer.byteLength(html);
    }),
  );
  return Math.max(...sizes);
}
