/** Records a yes to new words before their date, or a no that ends the purpose at once. */
import type { PurposeKey } from '../../consent/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { givenAndConfirmed, withdrawn } from '../decisions.ts';
import type { Room } from '../room.ts';

/** What was pressed beside which words. */
interface Answer {
  readonly purpose: PurposeKey;
  readonly hash: string;
  readonly answer: 'yes' | 'no';
}

/** False where these words are not, or no longer, asked of the person: then nothing is recorded. */
export async function answerAgain(
  { consent, clock }: Room,
  subscriber: SubscriberId,
  { purpose, hash, answer }: Answer,
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
  const lines = answer === 'yes' ? givenAndConfirmed(purpose, hash, how) : [withdrawn(purpose, how)];
  await consent.record(subscriber, lines);
  return true;
}
