/** Records a yes to new words before their date. */
import type { PurposeKey } from '../../consent/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { givenAndConfirmed } from '../decisions.ts';
import type { Room } from '../room.ts';

/** False where these words are not, or no longer, asked of the person: then nothing is recorded. */
export async function sayYesAgain(
  { consent, clock }: Room,
  subscriber: SubscriberId,
  purpose: PurposeKey,
  hash: string,
): Promise<boolean> {
  const asked = await Promise.all(languages.map((one) => consent.wordings.askedOf(subscriber, one)));
  const found = asked.flat().find((one) => one.purpose === purpose && one.asked.hash === hash);
  if (!found) return false;
  const how = {
    channel: 'preferences',
    form: 'new-words',
    page: '/preferences/new-words',
    language: found.asked.language,
    statementVersion: await consent.statementVersion(),
    at: clock(),
  } as const;
  await consent.record(subscriber, givenAndConfirmed(purpose, hash, how));
  return true;
}
