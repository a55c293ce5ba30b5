/** What several of this room's pages need: who may see them, which campaign is asked for, names and states. */
import type { Role } from '../../accounts/index.ts';
import type { Guarded } from '../../groups/index.ts';
import type { Progress } from '../../delivery/index.ts';
import { readParam, type Request, type Response, translate } from '../../platform/http/index.ts';
import { type CampaignId, isId } from '../../platform/ids/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign, Version } from '../editing/campaign.ts';
import type { CampaignState } from '../editing/campaign-state.ts';

export const page = '/staff/campaigns';

/** Who writes campaigns also approves those of others. */
export const rolesThatApprove: readonly Role[] = ['marketer', 'administrator'];

/** Lets marketers and administrators pass. */
export function staffOnly({ accounts }: CampaignsContext) {
  return accounts.requireRole(...rolesThatApprove);
}

/** The campaign in the address; NotFound where there is none. */
export function askedCampaign({ campaigns }: CampaignsContext, req: Request): Promise<Campaign> {
  return campaigns.get(readParam<CampaignId>(req, 'id', isId));
}

/** Names a version for staff: by its group, which may have been removed since. */
export async function versionNames(
  { groups }: CampaignsContext,
  res: Response,
): Promise<(version: Pick<Version, 'group'>) => string> {
  const t = translate(res);
  const names = new Map((await groups.list()).map(({ id, name }) => [id, name]));
  return ({ group }) => {
    if (group === null) return t('campaigns:version.default');
    return names.get(group) ?? t('campaigns:version.removedGroup');
  };
}

export interface ShownState {
  readonly kind: '' | 'good' | 'warn' | 'bad';
  readonly icon: string;
  /** A translation key. */
  readonly label: string;
}

const looks: Readonly<Record<CampaignState | 'paused', Omit<ShownState, 'label'>>> = {
  draft: { kind: '', icon: 'circle-dashed' },
  asked: { kind: 'warn', icon: 'user-check' },
  scheduled: { kind: '', icon: 'clock' },
  sending: { kind: 'good', icon: 'circle-play' },
  paused: { kind: 'warn', icon: 'circle-pause' },
  sent: { kind: 'good', icon: 'circle-check-big' },
  stopped: { kind: 'bad', icon: 'circle-x' },
};

/** The state as a shape and a word. */
export function shownState(state: CampaignState, progress: Progress | null): ShownState {
  const shown = progress?.state === 'paused' && state !== 'stopped' ? 'paused' : state;
  return { ...looks[shown], label: `campaigns:state.${shown}` };
}

/** A guarded count in words, or that nobody had it counted today. */
export function countInWords(count: Guarded | null, t: Translate): string {
  if (count === null) return t('campaigns:notCounted');
  if (count.kind === 'count') return t('campaigns:people', { count: count.people });
  return t('campaigns:fewerThan', { k: count.k });
}

/** How far the picture of the day is that groups are counted from; null while none is being made. */
export async function pictureUnderWay({ groups }: Pick<CampaignsContext, 'groups'>) {
  const progress = await groups.progress();
  if (progress.state !== 'under-way') return null;
  return { ...progress, percent: Math.floor((progress.people / Math.max(1, progress.of)) * 100) };
}
