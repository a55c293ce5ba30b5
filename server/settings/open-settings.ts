/** Reads and changes the one document of settings; what was read is kept for two seconds. */
import { SECOND_MS, type Clock } from '../platform/clock/index.ts';
import type { Db, PersonalDataHolder } from '../platform/db/index.ts';
import { newId } from '../platform/ids/index.ts';
import type { ShopSettings } from './shop-settings.ts';
import { openSettingsStore } from './settings-store.ts';

export interface Settings {
  current(): Promise<ShopSettings>;
  /** Changes a part of the settings; k is lifted to its floor of 10. */
  change(part: Partial<ShopSettings>): Promise<void>;
  /** The random id of this installation, made once; links and journals of another one are told apart by it. */
  installation(): Promise<string>;
  /** How often the program was started on this database; a restored one counts on from its backup (PRIV-7). */
  epoch(): Promise<number>;
  /** Counts this start. */
  nextEpoch(): Promise<number>;
  /** After a restore: there were as many starts as the journal says. */
  raiseEpoch(to: number): Promise<void>;
  readonly holder: PersonalDataHolder;
}

/** k may be larger, never smaller (SEG-2). */
export const lowestMinimumGroup = 10;

const defaults: ShopSettings = {
  name: 'Voorkeur',
  street: '',
  postcode: '',
  town: '',
  email: '',
  phone: '',
  website: '',
  registration: '',
  hue: 152,
  minimumGroup: 50,
  minimumAge: 16,
  softOptIn: false,
  softOptInMonths: 24,
  sendDelaySeconds: 60,
  secondPerson: false,
  rootEmail: '',
};

/** Opens the room. */
export function openSettings({ db, clock }: { db: Db; clock: Clock }): Settings {
  const store = openSettingsStore(db);
  let known: { readonly settings: ShopSettings; readonly until: number } | null = null;
  return {
    current: async () => {
      const now = clock().getTime();
      if (!known || known.until < now) {
        known = { settings: { ...defaults, ...(await store.read()) }, until: now + 2 * SECOND_MS };
      }
      return known.settings;
    },
    change: async (part) => {
      const k = part.minimumGroup;
      await store.write(k === undefined ? part : { ...part, minimumGroup: Math.max(k, lowestMinimumGroup) });
      known = null;
    },
    installation: () => store.once('installation', newId()),
    epoch: () => store.countOf('epoch'),
    nextEpoch: () => store.countUp('epoch'),
    raiseEpoch: (to) => store.raiseCount('epoch', to),
    holder: {
      room: 'settings',
      collections: [],
      freeOfPersonalData: [store.collection],
      export: () => Promise.resolve({}),
      erase: () => Promise.resolve(),
    },
  };
}
