/** Defines a newsletter together with the purposes that consent is asked for. */
import { newsletterPurpose } from '../../consent/index.ts';
import { languages, translator } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Newsletter, NewNewsletter, NewsletterChannel } from './newsletter.ts';

/** Makes it, or finds the one with this slug as it is; its purposes are defined either way (a crash may lie in between). */
export async function defineNewsletter(context: CampaignsContext, input: NewNewsletter): Promise<Newsletter> {
  const newsletter = await findOrAdd(context, input);
  for (const channel of newsletter.channels) await definePurpose(context, newsletter, channel);
  return newsletter;
}

async function findOrAdd(
  { newsletters, clock, publicUrl }: CampaignsContext,
  input: NewNewsletter,
): Promise<Newsletter> {
  const listId = `${input.slug}.${new URL(publicUrl).hostname}`;
  const found = await newsletters.findBySlug(input.slug);
  const made = found ?? (await newsletters.add({ ...input, listId }, clock()));
  return made ?? (await newsletters.findBySlug(input.slug))!;
}

async function definePurpose(
  context: CampaignsContext,
  newsletter: Newsletter,
  channel: NewsletterChannel,
): Promise<void> {
  const wordings = languages.map((language) => {
    const t = translator(language);
    const values = { title: newsletter.title[language] };
    return {
      language,
      label: t(`campaigns:wording.${channel}.label`, values),
      text: t(`campaigns:wording.${channel}.text`, values),
    };
  });
  await context.consent.definePurpose(
    {
      key: newsletterPurpose(newsletter.slug, channel),
      channel,
      newsletter: newsletter.id,
      needsConfirmation: channel === 'email',
      termMonths: null,
    },
    wordings,
  );
}
