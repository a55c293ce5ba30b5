/** The ledger for a script that only reads it. */
import { type Consent, openConsent } from '../../server/consent/index.ts';
import { systemClock } from '../../server/platform/clock/index.ts';
import type { Config } from '../../server/platform/config/index.ts';
import type { Db } from '../../server/platform/db/index.ts';
import { openSettings } from '../../server/settings/index.ts';
import { openSubscribers } from '../../server/subscribers/index.ts';

/** Opens consent; whatever would write to the journal fails, and nobody follows. */
export function openLedger({ config, db }: { readonly config: Config; readonly db: Db }): Consent {
  const journal = { append: () => Promise.reject(new Error('read only')) };
  const sealKeys = config.suppressionKeys;
  return openConsent({
    ...{ db, clock: systemClock, ledgerKey: config.ledgerKey, suppressionKeys: config.suppressionKeys },
    settings: openSettings({ db, clock: systemClock }),
    subscribers: openSubscribers({ db, clock: systemClock, journal, sealKeys }),
    journal,
    followers: () => [],
  });
}
