/** Which consent each source of a signal needs. */
import type { PurposeKey } from '../../consent/index.ts';
import type { Source } from '../model.ts';

export const purposeOf: Readonly<Record<Source, PurposeKey>> = {
  told: 'interests.told',
  account: 'interests.told',
  order: 'interests.orders',
  website: 'interests.website',
};
