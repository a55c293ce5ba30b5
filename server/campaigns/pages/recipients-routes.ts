/** Who got a campaign and who did not, by outcome and never by version (SEG-6): a list and a file, for roles that may see people. */
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { holdsOneOf, rolesWithCards } from '../../accounts/index.ts';
import type { Outcome, RecipientRow } from '../../delivery/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import {
  readQuery,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { csvOf } from '../../platform/text/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { askedCampaign, page as campaignsPage, rolesThatApprove } from './shared.ts';
import { shownRecipients } from './shown-recipients.ts';

const outcomes = ['accepted', 'refused', 'again', 'uncertain', 'skipped', 'pending'] as const;
const query = z.object({
  outcome: z.enum(outcomes).catch('refused'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** So many people of a file are looked up together. */
const together = 500;

/** The routes. */
export function recipientsRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const mayLook = context.accounts.requireRole(...rolesWithCards);
  routes.get(`${campaignsPage}/:id/recipients`, mayLook, (req, res) => showList(context, req, res));
  routes.get(`${campaignsPage}/:id/recipients.csv`, mayLook, async (req, res) => {
    const { mailing } = await askedMailing(context, req);
    const { outcome } = readQuery(req, query);
    const file = csvOf(lines(context, req, context.delivery.allRows(mailing, outcome), translate(res)));
    res
      .set('Content-Disposition', `attachment; filename="recipients-${outcome}.csv"`)
      .type('text/csv; charset=utf-8');
    await pipeline(file, res);
  });
  return routes;
}

/** NotFound for a campaign that was never sent. */
async function askedMailing(
  context: CampaignsContext,
  req: Request,
): Promise<{ campaign: Campaign; mailing: MailingId }> {
  const campaign = await askedCampaign(context, req);
  if (!campaign.mailing) throw new NotFound();
  return { campaign, mailing: campaign.mailing };
}

async function showList(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const { campaign, mailing } = await askedMailing(context, req);
  const { outcome, page } = readQuery(req, query);
  const [figures, found] = await Promise.all([
    context.delivery.figures(mailing),
    context.delivery.rows(mailing, outcome, page),
  ]);
  const address = (which: Outcome, number = 1) =>
    `${campaignsPage}/${campaign.id}/recipients?outcome=${which}&page=${number}`;
  sendPage(req, res, {
    view: 'campaigns/recipients',
    title: translate(res)('recipients:title', { title: campaign.title }),
    campaign,
    outcome,
    mayOpen: holdsOneOf(context.accounts.current(req), rolesThatApprove),
    tabs: outcomes.map((name) => ({
      label: `campaigns:outcome.${name}`,
      href: address(name),
      count: figures?.outcomes[name] ?? 0,
      current: name === outcome,
    })),
    people: (await shownRecipients(context, req, found.rows)).map((row) => ({
      ...row,
      // Mostly our own words, said better already.
      reply: row.refused === 'letters' ? null : row.reply,
    })),
    before: page > 1 && address(outcome, page - 1),
    after: found.more && address(outcome, page + 1),
    page,
  });
}

const columns = [
  'email',
  'firstName',
  'lastName',
  'outcome',
  'why',
  'at',
  'tries',
  'server',
  'code',
  'reply',
];

async function* lines(
  context: CampaignsContext,
  req: Request,
  rows: AsyncIterable<RecipientRow>,
  t: Translate,
): AsyncIterable<readonly string[]> {
  yield columns.map((name) => t(`recipients:column.${name}`));
  let some: RecipientRow[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < together) continue;
    yield* await linesOf(context, req, some, t);
    some = [];
  }
  yield* await linesOf(context, req, some, t);
}

async function linesOf(
  context: CampaignsContext,
  req: Request,
  rows: readonly RecipientRow[],
  t: Translate,
): Promise<string[][]> {
  return (await shownRecipients(context, req, rows)).map((row) => [
    ...[row.person.email, row.person.firstName, row.person.lastName],
    t(`campaigns:outcome.${row.outcome}`),
    whyOf(row, t),
    row.at?.toISOString() ?? '',
    String(row.tries),
    ...[row.server ?? '', row.code ?? '', row.reply ?? ''],
  ]);
}

function whyOf({ refused, skipped, outcome }: RecipientRow, t: Translate): string {
  if (refused) return t(`campaigns:refused.${refused}`);
  return outcome === 'skipped' ? t(`campaigns:skipped.${skipped ?? 'gone'}`) : '';
}
