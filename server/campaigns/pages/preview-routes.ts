/** The mail as its readers see it, for the frames of the editor: /staff/campaigns/:id/preview. */
import { z } from 'zod';
import { defaultVersion } from '../../delivery/index.ts';
import { readQuery, type Response, Router } from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { chooseContent } from '../content/choose-content.ts';
import { fillMail, prepareMail } from '../content/render-newsletter.ts';
import { sampleName, sampleValues } from '../content/sample-mail.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, placeOfVersion } from '../editing/campaign.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';

const query = z.object({
  version: z.string().max(20).default(defaultVersion),
  in: z.enum(languages).default('nl'),
  as: z.enum(['html', 'dark', 'text']).default('html'),
});

/** The routes. */
export function previewRoutes(context: CampaignsContext): Router {
  const routes = Router();
  routes.get(`${page}/:id/preview`, staffOnly(context), async (req, res) => {
    const campaign = await askedCampaign(context, req);
    const asked = readQuery(req, query);
    const mail = await previewMail(context, campaign, asked.version, asked.in, asked.as === 'dark');
    if (asked.as === 'text') return void res.type('text').send(mail.text);
    allowFraming(res, context.publicUrl);
    // Links open beside the editor: a frame of ours shows nothing of other websites.
    res.type('html').send(mail.html.replace('<head>', '<head>\n<base target="_blank">'));
  });
  return routes;
}

/** The mail for a made-up reader. */
export async function previewMail(
  context: CampaignsContext,
  campaign: Campaign,
  version: string,
  asked: Language,
  dark: boolean,
): Promise<{ subject: string; preheader: string; text: string; html: string; reader: string }> {
  const { newsletters, settings, publicUrl } = context;
  const newsletter = (await newsletters.find(campaign.newsletter))!;
  const { content, language } = chooseContent(campaign, version, asked);
  const reader = sampleName(campaign, version, language);
  const values = await sampleValues(context, newsletter, language, reader);
  const prepared = prepareMail(content, language, {
    newsletter,
    shop: await settings.current(),
    publicUrl,
    dark,
    version: placeOfVersion(campaign, version),
  });
  return { ...fillMail(prepared, values), preheader: content.preheader, reader };
}

// A mail carries inline styles, which no page of ours may: so it has a policy of its own, and no script at all.
function allowFraming(res: Response, publicUrl: string): void {
  res.set({
    'Content-Security-Policy': [
      "default-src 'none'",
      `img-src 'self' ${new URL(publicUrl).origin}`,
      "style-src 'unsafe-inline'",
      "frame-ancestors 'self'",
      'sandbox allow-popups allow-popups-to-escape-sandbox',
    ].join('; '),
    'X-Frame-Options': 'SAMEORIGIN',
  });
}
