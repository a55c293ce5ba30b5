/** The staff's page of newsletters: what there is, and adding one. /staff/newsletters */
import { z } from 'zod';
import { newsletterPurpose } from '../../consent/index.ts';
import { Invalid } from '../../platform/errors/index.ts';
import {
  listOf,
  oneOf,
  optionalText,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import { addChannel, defineNewsletter } from './define-newsletter.ts';
import { newsletterChannels, type NewNewsletter } from './newsletter.ts';

const page = '/staff/newsletters';
const slugForm = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const needed = 'campaigns:newsletters.problem.chooseOne';

const form = z
  .object({
    titleNl: optionalText(80),
    titleEn: optionalText(80),
    descriptionNl: optionalText(300),
    descriptionEn: optionalText(300),
    slug: optionalText(40),
    languages: listOf(z.enum(languages)).refine((list) => list.length > 0, needed),
    channels: listOf(z.enum(newsletterChannels)).refine((list) => list.length > 0, needed),
  })
  .refine(({ titleNl, titleEn }) => titleNl !== '' || titleEn !== '', {
    path: ['titleNl'],
    message: 'common:error.required',
  });

/** The routes. */
export function newsletterRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = context.accounts.requireRole('marketer', 'administrator');
  routes.get(page, staff, async (req, res) => {
    await show(context, req, res, { values: { languages: [...languages], channels: ['email'] } });
  });
  routes.post(page, staff, async (req, res) => {
    try {
      await addNewsletter(context, toNewsletter(readForm(req, form)));
      redirect(res, `${page}?done=added`);
    } catch (error) {
      const problems = problemsFor(error, translate(res));
      await show(context, req, res, { problems, values: req.body as Record<string, unknown> });
    }
  });
  routes.post(`${page}/:slug/channels`, staff, async (req, res) => {
    const slug = readParam(req, 'slug', (text) => slugForm.test(String(text)));
    const { channel } = readForm(req, z.object({ channel: z.enum(newsletterChannels) }));
    await addChannel(context, slug, channel);
    redirect(res, `${page}?done=channel`);
  });
  return routes;
}

interface Shown {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems?: ReturnType<typeof problemsFor>;
}

async function show(
  context: CampaignsContext,
  req: Request,
  res: Response,
  { values, problems }: Shown,
): Promise<void> {
  const language = viewerLanguage(res);
  const agreed = await context.consent.countAgreed();
  const list = await context.newsletters.list();
  const { done } = readQuery(req, z.object({ done: oneOf(['added', 'channel']) }));
  sendPage(req, res, {
    view: 'campaigns/newsletters',
    title: translate(res)('campaigns:newsletters.title'),
    status: problems ? 400 : 200,
    done,
    values,
    problems,
    channels: newsletterChannels,
    languages,
    list: list.map((newsletter) => ({
      ...newsletter,
      title: newsletter.title[language],
      description: newsletter.description[language],
      more: newsletterChannels.filter((channel) => !newsletter.channels.includes(channel)),
      people: newsletter.channels.map((channel) => ({
        label: `campaigns:newsletters.agreed.${channel}`,
        purpose: newsletterPurpose(newsletter.slug, channel),
        count: agreed.get(newsletterPurpose(newsletter.slug, channel)) ?? 0,
      })),
    })),
  });
}

/** Adds it; Invalid where its short name is taken. */
async function addNewsletter(context: CampaignsContext, newsletter: NewNewsletter): Promise<void> {
  if (!slugForm.test(newsletter.slug))
    throw new Invalid({ slug: { key: 'campaigns:newsletters.problem.slug' } });
  if (await context.newsletters.findBySlug(newsletter.slug)) {
    throw new Invalid({ slug: { key: 'campaigns:newsletters.problem.slugTaken' } });
  }
  await defineNewsletter(context, newsletter, 'suggest');
}

/** A text that was given in one language only stands for both. */
function toNewsletter(input: z.infer<typeof form>): NewNewsletter {
  const { titleNl, titleEn, descriptionNl, descriptionEn } = input;
  return {
    slug: input.slug || proposeSlug(titleNl || titleEn),
    title: { nl: titleNl || titleEn, en: titleEn || titleNl },
    description: { nl: descriptionNl || descriptionEn, en: descriptionEn || descriptionNl },
    languages: input.languages,
    channels: input.channels,
  };
}

/** 'Bloemen & Café' becomes 'bloemen-cafe'. */
function proposeSlug(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
}
