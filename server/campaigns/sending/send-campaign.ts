/** Sends a campaign after its minute or at its hour, and takes it back (UX-1). */
import { newsletterPurpose } from '../../consent/index.ts';
import type { Delivery } from '../../delivery/index.ts';
import { plus, SECOND_MS } from '../../platform/clock/index.ts';
import { Conflict, Forbidden } from '../../platform/errors/index.ts';
import { type AccountId, type CampaignId, newId, type MailingId } from '../../platform/ids/index.ts';
import { isReady } from '../content/check-campaign.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { nextState } from '../editing/campaign-state.ts';
import { mayApprove } from '../editing/second-person.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
import { notReady } from './not-ready.ts';
import { moveCampaign } from './move-campaign.ts';

/**
 * Hands it to delivery, to begin at `sendAt` and never sooner than in `sendDelaySeconds`; Conflict when it changed, is
 * not ready, or is on its way, Forbidden for who may not be its second person.
 */
export async function approveCampaign(
  context: CampaignsContext,
  id: CampaignId,
  revision: number,
  by: AccountId,
  sendAt: Date | null,
): Promise<void> {
  const { campaigns, clock, delivery } = context;
  const campaign = await campaigns.get(id);
  const state = nextState(campaign.state, 'approve');
  if (!state) throw new Conflict({ key: 'campaigns:error.notDraft' });
  if (campaign.revision !== revision) throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
  const { newsletter, shop, checks } = await reviewCampaign(context, campaign);
  if (!mayApprove(campaign, by, shop.secondPerson))
    throw new Forbidden({ key: 'campaigns:error.secondPerson' });
  if (!isReady(checks)) throw notReady();
  const mailing = newId<MailingId>();
  const now = clock();
  const startsAt = noSooner(sendAt, plus(now, shop.sendDelaySeconds * SECOND_MS));
  // First the campaign: were delivery first, a crash in between would send a draft.
  const part = { mailing, mailings: [...campaign.mailings, mailing], startsAt, sentBy: by, changedAt: now };
  if (!(await campaigns.move(campaign, state, part)))
    throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
  await startDelivery(delivery, newsletter, mailing, startsAt);
}

/**
 * Lets what waits for its time begin at another one, by a mailing of its own: the one before finds nobody to go to.
 * Conflict where it has begun.
 */
export async function rescheduleCampaign(
  context: CampaignsContext,
  id: CampaignId,
  sendAt: Date | null,
  by: AccountId,
): Promise<void> {
  const { campaigns, newsletters, clock, delivery, settings } = context;
  const campaign = await campaigns.get(id);
  const state = nextState(campaign.state, 'reschedule');
  const before = campaign.mailing;
  if (!state || !before) throw new Conflict({ key: 'campaigns:error.begun' });
  const mailing = newId<MailingId>();
  const { sendDelaySeconds } = await settings.current();
  const startsAt = noSooner(sendAt, plus(clock(), sendDelaySeconds * SECOND_MS));
  const part = { mailing, mailings: [...campaign.mailings, mailing], startsAt, changedAt: clock() };
  if (!(await campaigns.move(campaign, state, part))) throw new Conflict({ key: 'campaigns:error.begun' });
  await startDelivery(delivery, (await newsletters.find(campaign.newsletter))!, mailing, startsAt);
  await delivery.cancel(before, { kind: 'staff', id: by }).catch(unlessEnded);
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}

function noSooner(asked: Date | null, earliest: Date): Date {
  return asked && asked > earliest ? asked : earliest;
}

/** Starts again what a stop of the program kept from delivery, right after the approval: nothing stays scheduled for ever. */
export async function startForgotten({ campaigns, newsletters, delivery }: CampaignsContext): Promise<void> {
  for (const { mailing, newsletter, startsAt } of await campaigns.scheduled()) {
    if (await delivery.knows(mailing)) continue;
    await startDelivery(delivery, (await newsletters.find(newsletter))!, mailing, startsAt);
  }
}

function startDelivery(
  delivery: Delivery,
  { id, slug }: Newsletter,
  mailing: MailingId,
  startsAt: Date,
): Promise<void> {
  const purpose = newsletterPurpose(slug, 'email');
  return delivery.start({ id: mailing, kind: 'campaign', purpose, newsletter: id }, startsAt);
}

const unsent = { request: null, sentBy: null };

/** Stops it: a draft again where nobody got it (true), else stopped for good. */
export async function cancelCampaign(
  context: CampaignsContext,
  id: CampaignId,
  by: AccountId,
): Promise<boolean> {
  const { campaigns, delivery, clock } = context;
  const { mailing } = await campaigns.get(id);
  if (!mailing) throw new Conflict({ key: 'campaigns:error.notOnItsWay' });
  const nobody = await delivery.cancel(mailing, { kind: 'staff', id: by });
  const moved = nobody
    ? await moveCampaign(context, mailing, 'withdraw', { mailing: null, startsAt: null, ...unsent })
    : await moveCampaign(context, mailing, 'stop', { sentAt: clock() });
  if (!moved) throw new Conflict({ key: 'campaigns:error.notOnItsWay' });
  return nobody;
}
