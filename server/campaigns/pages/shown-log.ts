/** What was done to a campaign on its way, when and by whom. */
import type { Translate } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';

/** A line each, the first one first; by the program with its reason. */
export async function shownLog(
  { delivery, accounts }: CampaignsContext,
  { mailing }: Pick<Campaign, 'mailing'>,
  t: Translate,
) {
  const events = mailing ? await delivery.events(mailing) : [];
  const names = await accounts.namesOf(events.flatMap(({ by }) => (by.kind === 'staff' ? [by.id] : [])));
  return events.map(({ what, at, by, people }) => ({
    what: t(`campaigns:log.${what}`, { count: people ?? 0 }),
    at,
    by: by.kind === 'staff' ? (names.get(by.id) ?? '') : t('campaigns:log.program'),
    because: by.kind === 'program' ? t(by.because) : null,
  }));
}
