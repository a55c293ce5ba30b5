/** The public archive: every newsletter that was sent, with every version of it, for everybody (CON-14). */
import { z } from 'zod';
import { NotFound } from '../../platform/errors/index.ts';
import {
  readParam,
  readQuery,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { type CampaignId, isId } from '../../platform/ids/index.ts';
import { isGoodLink, type Block } from '../content/blocks.ts';
import { chooseContent } from '../content/choose-content.ts';
import { markFields } from '../content/fields.ts';
import { markdownToHtml } from '../content/markdown.ts';
import { asIs, escapeHtml, fillText, openSlots, type SlotValues } from '../content/slots.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { type Issue, issuesOnAPage } from '../editing/campaigns-store.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';

const listQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });
const query = z.object({
  version: z.coerce.number().int().min(1).max(500).catch(1),
  in: z.enum(languages).optional(),
});

/** The routes. */
export function archiveRoutes(context: CampaignsContext): Router {
  const routes = Router();
  routes.get('/archive', (req, res) => showArchive(context, req, res));
  routes.get('/archive/:id', (req, res) => showIssue(context, req, res));
  return routes;
}

async function showArchive(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const { page } = readQuery(req, listQuery);
  const language = viewerLanguage(res);
  const [newsletters, found, shop] = await Promise.all([
    context.newsletters.list(),
    context.campaigns.issues(page),
    context.settings.current(),
  ]);
  const issues = found.slice(0, issuesOnAPage);
  const list = newsletters.map((newsletter) => ({
    title: newsletter.title[language],
    description: newsletter.description[language],
    issues: issues
      .filter((each) => each.newsletter === newsletter.id)
      .map(({ id, sentAt, subjects }) => ({
        id,
        at: sentAt,
        ...subjectIn(subjects, language, valuesFor(newsletter, shop.name, language)),
      })),
  }));
  sendPage(req, res, {
    view: 'campaigns/archive',
    title: translate(res)('campaigns:archive.title'),
    list: list.filter((each) => each.issues.length > 0),
    newer: page > 1 && `/archive?page=${page - 1}`,
    older: found.length > issuesOnAPage && `/archive?page=${page + 1}`,
  });
}

async function showIssue(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const asked = readQuery(req, query);
  const { campaign, newsletter } = await findSent(context, readParam<CampaignId>(req, 'id', isId));
  const version = campaign.versions[asked.version - 1];
  if (!version) throw new NotFound();
  const chosen = chooseContent(campaign, version.key, asked.in ?? viewerLanguage(res));
  const values = valuesFor(newsletter, (await context.settings.current()).name, chosen.language);
  const subject = fillLine(chosen.content.subject, values);
  sendPage(req, res, {
    view: 'campaigns/issue',
    title: subject,
    subject,
    newsletter: newsletter.title[viewerLanguage(res)],
    at: campaign.sentAt,
    language: chosen.language,
    blocks: chosen.content.blocks.map((block) => shownOnPage(block, values)),
    versions: campaign.versions.map((_, index) => ({
      number: index + 1,
      href: `/archive/${campaign.id}?version=${index + 1}`,
      current: index + 1 === asked.version,
    })),
    others: languages
      .filter((language) => language !== chosen.language)
      .filter((language) => chooseContent(campaign, version.key, language).language === language)
      .map((language) => ({
        language,
        href: `/archive/${campaign.id}?version=${asked.version}&in=${language}`,
      })),
  });
}

async function findSent(
  context: CampaignsContext,
  id: CampaignId,
): Promise<{ campaign: Campaign; newsletter: Newsletter }> {
  const campaign = await context.campaigns.get(id);
  const newsletter = await context.newsletters.find(campaign.newsletter);
  if (!newsletter || !['sent', 'stopped'].includes(campaign.state)) throw new NotFound();
  return { campaign, newsletter };
}

/** Nobody's name: where a name stood, its fallback stands. */
function valuesFor(newsletter: Newsletter, shop: string, language: Language): SlotValues {
  return {
    firstName: '',
    newsletter: newsletter.title[language],
    shop,
    unsubscribeUrl: '',
    preferencesUrl: '',
    reason: '',
  };
}

/** In the language asked for, or in another one that it is written in. */
function subjectIn(subjects: Issue['subjects'], asked: Language, values: SlotValues) {
  const language = [asked, ...languages].find((each) => subjects[each] !== undefined) ?? asked;
  return { subject: fillLine(subjects[language] ?? '', values), language };
}

function fillLine(text: string, values: SlotValues): string {
  const slots = openSlots();
  return fillText(slots.cut(markFields(text, slots)), values, asIs).trim();
}

function shownOnPage(block: Block, values: SlotValues): object {
  if (block.kind === 'text') {
    const slots = openSlots();
    const html = beneathTitle(markdownToHtml(block.text, slots));
    return { kind: block.kind, html: fillText(slots.cut(html), values, escapeHtml) };
  }
  const link = isGoodLink(block.link) ? block.link : '';
  return block.kind === 'button'
    ? { ...block, link, label: fillLine(block.label, values) }
    : { ...block, link };
}

/** The subject is the page's heading: those of the text come one level lower. */
function beneathTitle(html: string): string {
  return html.replace(/<(\/?)h([1-3])>/g, (_, end: string, level: string) => `<${end}h${Number(level) + 1}>`);
}
