/** What staff should look at: mailings that the program paused, and mails that were refused because of us. */
import type { Language } from '../platform/i18n/index.ts';
import type { OverviewDeps } from './room.ts';

interface ShownAlert {
  readonly title: string;
  /** Where it can be looked at. */
  readonly link: string;
  /** A translation key; null where it is not paused. */
  readonly pausedBecause: string | null;
  /** How many mails a rule of the receiver refused; 0 for none. */
  readonly byPolicy: number;
}

/** Of campaigns, and of whatever else is mailed: that is announcements of the privacy statement. */
export async function readAlerts(
  { delivery, campaigns, titleOfMail }: OverviewDeps,
  language: Language,
  may: { readonly campaigns: boolean; readonly statements: boolean },
): Promise<readonly ShownAlert[]> {
  const shown = await Promise.all(
    (await delivery.alerts()).map(async ({ mailing, pausedBecause, byPolicy }) => {
      const found = await campaigns.titleOf(mailing);
      const title = found?.title ?? (await titleOfMail(mailing, language));
      if (title === null || !(found ? may.campaigns : may.statements)) return [];
      const link = found ? `/staff/campaigns/${found.campaign}` : '/staff/statements';
      return [{ title, link, pausedBecause, byPolicy }];
    }),
  );
  return shown.flat();
}
