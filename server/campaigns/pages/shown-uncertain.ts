/** Says in sentences why it is uncertain whether some people got a campaign. */
import type { MailingFigures } from '../../delivery/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';

/** One sentence for each reason that there is. */
export function shownUncertain({ uncertain }: MailingFigures, t: Translate): readonly string[] {
  return Object.entries(uncertain)
    .filter(([, count]) => count > 0)
    .map(([why, count]) => t(`campaigns:uncertainWhy.${why}`, { count }));
}
