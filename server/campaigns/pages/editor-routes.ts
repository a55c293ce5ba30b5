/** The page of one campaign: the editor while it is a draft, then its progress, then its report. */
import { z } from 'zod';
import { defaultVersion } from '../../delivery/index.ts';
import { Conflict, NotFound } from '../../platform/errors/index.ts';
import {
  oneOf,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { formatTime, languages } from '../../platform/i18n/index.ts';
import { type GroupId, isId } from '../../platform/ids/index.ts';
import { countReach } from '../content/count-reach.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, versionOf } from '../editing/campaign.ts';
import { nextState } from '../editing/campaign-state.ts';
import { type EditorForm, readEditorForm } from '../editing/editor-form.ts';
import { addVersion, removeVersion } from '../editing/manage-campaign.ts';
import { saveContent } from '../editing/save-content.ts';
import { sendTest } from '../sending/send-test.ts';
import { showEditor } from './show-editor.ts';
import { showProgress } from './show-progress.ts';
import { showReport } from './show-report.ts';
import { askedCampaign, page, staffOnly, versionNames } from './shared.ts';

const query = z.object({
  version: z.string().max(20).catch(defaultVersion).default(defaultVersion),
  in: z.enum(languages).optional(),
  open: z.string().max(20).optional(),
  done: oneOf(['saved', 'tested', 'cancelled', 'stopped', 'asked', 'taken-back', 'given-back']),
});

/** The routes. */
export function editorRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.get(`${page}/:id`, staff, (req, res) => showCampaign(context, req, res));
  routes.post(`${page}/:id/content`, staff, (req, res) => save(context, req, res));
  routes.get(`${page}/:id/versions/:key/remove`, staff, async (req, res) => {
    const { campaign, version } = await askedVersion(context, req);
    const name = (await versionNames(context, res))(version);
    const title = translate(res)('campaigns:removeVersion.title', { name });
    sendPage(req, res, { view: 'campaigns/remove-version', title, campaign, version });
  });
  routes.post(`${page}/:id/versions/:key/remove`, staff, async (req, res) => {
    const { campaign, version } = await askedVersion(context, req);
    await removeVersion(context, campaign, version.key, context.accounts.current(req).id);
    await countReach(context, campaign.id);
    redirect(res, `${page}/${campaign.id}`);
  });
  return routes;
}

async function showCampaign(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const campaign = await askedCampaign(context, req);
  const { version, in: language, open, done } = readQuery(req, query);
  if (nextState(campaign.state, 'edit')) {
    return showEditor(context, req, res, { campaign, version, language, open: open ?? null, done });
  }
  if (campaign.state === 'sent' || campaign.state === 'stopped')
    return showReport(context, req, res, campaign);
  return showProgress(context, req, res, campaign);
}

/** Saves first, whatever button was pressed, so that nothing typed is lost. */
async function save(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const { id, state } = await askedCampaign(context, req);
  const form = readEditorForm(req);
  const saved = await saveContent(context, id, form, context.accounts.current(req).id);
  const byScript = req.accepts(['html', 'json']) === 'json';
  if (saved.kind === 'stale') {
    if (byScript) throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
    const { version, language } = form;
    return showEditor(context, req, res, {
      campaign: saved.campaign,
      version,
      language,
      typed: form,
      open: null,
    });
  }
  if (byScript) {
    const at = formatTime(context.clock(), viewerLanguage(res));
    const words = state === saved.campaign.state ? 'savedAt' : 'savedTakenBack';
    res.json({
      revision: saved.campaign.revision,
      message: translate(res)(`campaigns:editor.${words}`, { at }),
    });
    return;
  }
  redirect(res, await afterSaving(context, req, saved.campaign, form, saved.open));
}

/** Does what else the button asks for, and says where to go then. */
async function afterSaving(
  context: CampaignsContext,
  req: Request,
  campaign: Campaign,
  form: EditorForm,
  open: string | null,
): Promise<string> {
  const account = context.accounts.current(req);
  const here = `version=${form.version}&in=${form.language}`;
  const home = `${page}/${campaign.id}`;
  switch (form.act) {
    case 'test':
      await sendTest(context, campaign, form.version, form.language, account);
      return `${home}?${here}&done=tested`;
    case 'count':
      await countReach(context, campaign.id);
      return `${home}?${here}`;
    case 'send':
      await countReach(context, campaign.id);
      return `${home}/send`;
    case 'picture':
      return `${home}/picture?${here}&block=${form.about}`;
    case 'add-version':
      if (!isId(form.about)) return `${home}?${here}`;
      await addVersion(context, campaign, form.about as GroupId, account.id);
      await countReach(context, campaign.id);
      return `${home}?version=${form.about}&in=${form.language}`;
    default:
      return open ? `${home}?${here}&open=${open}#block-${open}` : `${home}?${here}&done=saved`;
  }
}

async function askedVersion(context: CampaignsContext, req: Request) {
  const campaign = await askedCampaign(context, req);
  const version = versionOf(campaign, String(req.params['key']));
  if (!version || version.group === null) throw new NotFound();
  return { campaign, version };
}
