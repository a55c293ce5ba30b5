/** What the Send page offers to whom: send, ask a second person, approve, or wait for one. */
import { type Request, type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { isSecond, mayApprove } from '../editing/second-person.ts';
import { rolesThatApprove } from './shared.ts';
import { shownQuiet, shownWhen } from './shown-when.ts';

type Mode = 'send' | 'ask' | 'approve' | 'wait';

/** The mode with its words, who asked for what, and who may answer. */
export async function shownApproval(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
  secondPerson: boolean,
  people: number,
) {
  const { request } = campaign;
  const t = translate(res);
  const me = context.accounts.current(req).id;
  const mode = modeFor(campaign, me, secondPerson);
  const sendAt = request?.sendAt ?? null;
  const isAhead = sendAt !== null && sendAt > context.clock();
  return {
    mode,
    ask: mode === 'ask',
    wait: mode === 'wait',
    action: mode === 'ask' ? 'ask' : 'send',
    ...(mode !== 'wait' && {
      nowWords: t(`campaigns:approval.now.${mode}`, { count: people }),
      laterWords: t(`campaigns:approval.later.${mode}`),
    }),
    asked: request && {
      by: await nameOf(context, request.by),
      mine: request.by === me,
      when: isAhead ? shownWhen(sendAt, context.clock(), viewerLanguage(res)) : null,
      quiet: isAhead && (await shownQuiet(context, sendAt, res)),
      isPast: sendAt !== null && !isAhead,
    },
    // While it is asked about the others; before that, whoever could be.
    approvers: secondPerson ? await approvers(context, campaign, request?.by ?? me) : [],
  };
}

function modeFor(campaign: Campaign, me: AccountId, secondPerson: boolean): Mode {
  if (secondPerson && campaign.state === 'draft') return 'ask';
  if (!mayApprove(campaign, me, secondPerson)) return 'wait';
  return campaign.state === 'asked' ? 'approve' : 'send';
}

async function approvers({ accounts }: CampaignsContext, campaign: Campaign, writer: AccountId) {
  const all = await accounts.holding(...rolesThatApprove);
  return all.filter(({ id }) => isSecond(campaign, id, writer)).map(({ name }) => name);
}

/** Who sent it, and who asked them to, as a sentence; empty where nobody knows any more. */
export async function shownHands(
  context: CampaignsContext,
  campaign: Campaign,
  t: Translate,
): Promise<string> {
  const { request, sentBy } = campaign;
  if (!sentBy) return '';
  const by = await nameOf(context, sentBy);
  if (!request) return t('campaigns:approval.sentBy', { by });
  return t('campaigns:approval.approvedBy', { asker: await nameOf(context, request.by), by });
}

/** The name of somebody on the staff, also of one who has left. */
export async function nameOf({ accounts }: CampaignsContext, id: AccountId): Promise<string> {
  return (await accounts.namesOf([id])).get(id) ?? '';
}
