/** Whether a campaign may go out by this person's hand, where the shop wants a second pair of eyes; pure. */
import type { AccountId } from '../../platform/ids/index.ts';
import type { Campaign } from './campaign.ts';

/** Neither who asked nor who edited it last; anybody where the shop does not want a second person. */
export function mayApprove(
  campaign: Pick<Campaign, 'state' | 'request' | 'editedBy'>,
  by: AccountId,
  secondPerson: boolean,
): boolean {
  if (!secondPerson) return true;
  return campaign.state === 'asked' && isSecond(campaign, by);
}

/** Whether this person could be the second one; the writer is who asked, or who is about to. */
export function isSecond(
  { request, editedBy }: Pick<Campaign, 'request' | 'editedBy'>,
  by: AccountId,
  writer: AccountId | undefined = request?.by,
): boolean {
  return by !== writer && by !== editedBy;
}
