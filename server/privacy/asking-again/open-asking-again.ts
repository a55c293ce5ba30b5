/** Puts asking consent again together. */
import type { MailingSource } from '../../delivery/index.ts';
import { askPeople } from './ask-people.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { askingSource, titleOf } from './asking-source.ts';
import { openAskingsStore } from './askings-store.ts';
import type { AskingAgainDeps } from './room.ts';

export interface AskingAgain {
  /** For delivery: who is asked, and what they get. */
  readonly source: MailingSource;
  /** What a mail of it is called on a list of mails; null for any other mailing. */
  titleOf(mailing: MailingId, language: Language): Promise<string | null>;
  /** One round of background work: begins to ask where it is time. */
  work(): Promise<void>;
  readonly collection: string;
}

/** Opens it. */
export function openAskingAgain(deps: AskingAgainDeps): AskingAgain {
  const store = openAskingsStore(deps.db);
  const room = { ...deps, store };
  return {
    source: askingSource(room),
    titleOf: (mailing, language) => titleOf(room, mailing, language),
    work: () => askPeople(room),
    collection: store.collection,
  };
}
