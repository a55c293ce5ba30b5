/** Puts asking consent again together. */
import type { MailingSource } from '../../delivery/index.ts';
import { askPeople } from './ask-people.ts';
import { askingSource } from './asking-source.ts';
import { openAskingsStore } from './askings-store.ts';
import type { AskingAgainDeps } from './room.ts';

export interface AskingAgain {
  /** For delivery: who is asked, and what they get. */
  readonly source: MailingSource;
  /** One round of background work: begins to ask where it is time. */
  work(): Promise<void>;
  readonly collection: string;
}

/** Opens it. */
export function openAskingAgain(deps: AskingAgainDeps): AskingAgain {
  const store = openAskingsStore(deps.db);
  const room = { ...deps, store };
  return { source: askingSource(room), work: () => askPeople(room), collection: store.collection };
}
