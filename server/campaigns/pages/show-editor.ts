/** Shows the editor: what it says, how it looks, what is left to do. */
import { defaultVersion } from '../../delivery/index.ts';
import { MINUTE_MS } from '../../platform/clock/index.ts';
import {
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { formatTime, type Language, type Translate } from '../../platform/i18n/index.ts';
import type { Block } from '../content/blocks.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, contentIn, isWritten, versionOf } from '../editing/campaign.ts';
import type { EditorForm } from '../editing/editor-form.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
import { previewMail } from './preview-routes.ts';
import { countInWords, page, pictureUnderWay, shownState, versionNames } from './shared.ts';
import { nameOf as nameOfAccount } from './shown-approval.ts';
import { shownChecks } from './shown-checks.ts';

export interface EditorView {
  readonly campaign: Campaign;
  readonly version: string;
  readonly language?: Language | undefined;
  /** The block to show opened. */
  readonly open: string | null;
  readonly done?: string | undefined;
  /** What could not be saved because somebody else was first; it is shown and can be saved after all (UX-2). */
  readonly typed?: Pick<EditorForm, 'revision' | 'title' | 'content'>;
}

/** Whoever changed a draft less than this ago is said to be editing it as well. */
const alsoEditingMs = 2 * MINUTE_MS;

/** Sends the editor's page; 409 when what was typed could not be saved. */
export async function showEditor(
  context: CampaignsContext,
  req: Request,
  res: Response,
  view: EditorView,
): Promise<void> {
  const { campaign, typed } = view;
  const t = translate(res);
  const { newsletter, shop, reach, checks } = await reviewCampaign(context, campaign);
  const version = versionOf(campaign, view.version) ?? versionOf(campaign, defaultVersion)!;
  const language = view.language ?? newsletter.languages[0]!;
  const nameOf = await versionNames(context, res);
  const content = typed?.content ?? contentIn(version, language);
  const here = `version=${version.key}&in=${language}`;
  const count = reach.versions.get(version.key);
  const groups = await context.groups.list();
  const rule = groups.find(({ id }) => id === version.group)?.rule;
  sendPage(req, res, {
    view: 'campaigns/editor',
    title: campaign.title,
    status: typed ? 409 : 200,
    rail: true,
    campaign,
    state: shownState(campaign.state, null),
    savedAt: formatTime(campaign.changedAt, viewerLanguage(res)),
    done: view.done,
    stale: typed !== undefined,
    base: typed?.revision,
    name: typed?.title ?? campaign.title,
    editor: await otherEditor(context, req, campaign),
    version: { key: version.key, name: nameOf(version), own: version.group !== null },
    uncounted: count === null,
    underWay: count === null && (await pictureUnderWay(context)),
    readers:
      count !== undefined
        ? t('campaigns:editor.readers', { people: countInWords(count, t) })
        : t('campaigns:editor.readersDefault'),
    versions: campaign.versions.map((each) => ({
      name: nameOf(each),
      href: `${page}/${campaign.id}?version=${each.key}&in=${language}`,
      current: each === version,
    })),
    languages: languagesOf(newsletter, campaign).map((each) => ({
      name: t(`common:language.${each}`),
      written: isWritten(version.content[each]),
      href: `${page}/${campaign.id}?version=${version.key}&in=${each}`,
      current: each === language,
    })),
    language,
    content,
    blocks: content.blocks.map((block, index) =>
      shownBlock(block, index, content.blocks.length, view.open, t),
    ),
    groups: groups.filter(({ id }) => !versionOf(campaign, id)),
    checks: shownChecks(checks, campaign, nameOf, t),
    ready: checks.filter(({ state }) => state === 'ok').length,
    preview: {
      ...(await previewMail(context, campaign, version.key, language, false)),
      from: context.mailFrom.name || shop.name,
      // Who the made-up reader stands for: never a real person, and no number.
      who: rule ? await context.groups.describe(rule, viewerLanguage(res)) : t('campaigns:preview.everybody'),
      light: `${page}/${campaign.id}/preview?${here}&as=html`,
      dark: `${page}/${campaign.id}/preview?${here}&as=dark`,
    },
    newsletter: newsletter.title[viewerLanguage(res)],
    request: campaign.request && {
      by: await nameOfAccount(context, campaign.request.by),
      at: campaign.request.at,
    },
    remark: campaign.remark && {
      by: await nameOfAccount(context, campaign.remark.by),
      text: campaign.remark.text,
    },
  });
}

/** Who else changed it just now. */
async function otherEditor(
  { accounts, clock }: CampaignsContext,
  req: Request,
  campaign: Campaign,
): Promise<string | null> {
  const { editedBy, changedAt } = campaign;
  const recent = clock().getTime() - changedAt.getTime() < alsoEditingMs;
  if (!recent || editedBy === accounts.current(req).id) return null;
  return (await accounts.namesOf([editedBy])).get(editedBy) ?? null;
}

/** The newsletter's languages, and those that somebody wrote in although the newsletter does not have them. */
function languagesOf(newsletter: Newsletter, campaign: Campaign): readonly Language[] {
  const written = campaign.versions.flatMap(({ content }) => Object.keys(content) as Language[]);
  return [...new Set([...newsletter.languages, ...written])];
}

const icons: Readonly<Record<Block['kind'], string>> = {
  text: 'text-align-start',
  image: 'image',
  button: 'rectangle-horizontal',
};

function shownBlock(block: Block, index: number, total: number, open: string | null, t: Translate) {
  const words = block.kind === 'text' ? block.text : block.kind === 'image' ? block.alt : block.label;
  return {
    ...block,
    number: index + 1,
    icon: icons[block.kind],
    summary:
      words
        .replace(/[#*_>]/g, '')
        .trim()
        .split('\n')[0]!
        .slice(0, 60) || t('campaigns:block.empty'),
    first: index === 0,
    last: index === total - 1,
    open: block.id === open || (open === null && total === 1),
  };
}
