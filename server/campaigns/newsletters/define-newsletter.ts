/** Defines a newsletter together with the purposes that consent is asked for. */
import { newsletterPurpose } from '../../consent/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import { inEveryLanguage, languages } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Newsletter, NewNewsletter, NewsletterChannel } from './newsletter.ts';

/**
 * Makes it, or finds the one with this slug as it is; its purposes are defined either way (a crash may lie in between).
 * Their words count at once, or wait as a suggestion until staff publish them.
 */
export async function defineNewsletter(
  context: CampaignsContext,
  input: NewNewsletter,
  words: 'publish' | 'suggest',
): Promise<Newsletter> {
  const newsletter = await findOrAdd(context, input);
  const { definePurpose, suggestPurpose } = context.consent;
  const define = words === 'publish' ? definePurpose : suggestPurpose;
  for (const channel of newsletter.channels) await define(...purposeOf(newsletter, channel));
  return newsletter;
}

/**
 * Delivers it by one more way: first the purpose, with words that wait until staff publish them, so that a stop in between
 * leaves nothing that cannot be asked for. NotFound where there is no such newsletter.
 */
export async function addChannel(
  { newsletters, consent }: CampaignsContext,
  slug: string,
  channel: NewsletterChannel,
): Promise<void> {
  const newsletter = await newsletters.findBySlug(slug);
  if (!newsletter) throw new NotFound();
  if (newsletter.channels.includes(channel)) return;
  await consent.suggestPurpose(...purposeOf(newsletter, channel));
  await newsletters.addChannel(slug, channel);
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

type Define = Parameters<CampaignsContext['consent']['definePurpose']>;

/** The purpose of one channel, with lawful words to begin with. */
function purposeOf(newsletter: Newsletter, channel: NewsletterChannel): Define {
  const say = (part: 'label' | 'text' | 'covers') =>
    inEveryLanguage(`campaigns:wording.${channel}.${part}`, (language) => ({
      title: newsletter.title[language],
    }));
  const [label, text] = [say('label'), say('text')];
  const purpose = {
    key: newsletterPurpose(newsletter.slug, channel),
    channel,
    newsletter: newsletter.id,
    needsConfirmation: channel === 'email',
    termMonths: null,
    covers: say('covers'),
  };
  return [purpose, languages.map((language) => ({ language, label: label[language], text: text[language] }))];
}
