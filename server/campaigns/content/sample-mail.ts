/** Mails for nobody: what the preview shows, and what a test mail holds. */
import { formatDate, type Language, translator } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
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
