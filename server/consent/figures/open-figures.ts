/** Puts the figures together: counting them, reading them, and noting who is erased. */
import { dutchDay } from '../../platform/clock/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { PurposeKey } from '../words.ts';
import { type CountContext, countFigures } from './count-figures.ts';
import type { Sums } from './figures.ts';
import { openFiguresStore } from './figures-store.ts';

/** How many agreed on which day, and how people stopped. */
export interface Figures {
  /** What was counted last, and up to when; null before the first time. */
  read(): Promise<(Sums & { readonly countedAt: Date }) | null>;
  /** Whether it is being counted, or soon will be. */
  isCounting(): Promise<boolean>;
  /** Has it counted again. */
  ask(): Promise<void>;
  /** Counts where that is due. */
  work(): Promise<void>;
}

/** Opens them. */
export function openFigures(deps: Omit<CountContext, 'store'>) {
  const store = openFiguresStore(deps.db);
  const context: CountContext = { ...deps, store };
  const figures: Figures = {
    read: async () => {
      const { countedAt, lines } = await store.state();
      return countedAt && { ...(await store.sums()), lines, countedAt };
    },
    isCounting: async () => {
      const { asked, until } = await store.state();
      return asked || (until !== null && until > deps.clock());
    },
    ask: store.ask,
    work: () => countFigures(context),
  };
  return {
    figures,
    collection: store.collection,
    /** The person's consents end without a line in the ledger: who they were is not known there any more. */
    noteErased: async (agreed: readonly PurposeKey[], tx: Tx): Promise<void> => {
      const known = await deps.purposes.purposes();
      const day = dutchDay(deps.clock());
      for (const purpose of agreed) await store.addErased(day, purpose, tx);
      const hasNewsletter = known.some(({ key, channel }) => channel !== null && agreed.includes(key));
      if (hasNewsletter) await store.addErased(day, null, tx);
    },
  };
}
