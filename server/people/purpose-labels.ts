/** What purposes are called: the words beside their box. */
import type { PurposeKey } from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Room } from './room.ts';

/** Every purpose with its label: newsletters first, then what they are chosen by. */
export async function purposeLabels(
  { consent }: Pick<Room, 'consent'>,
  language: Language,
): Promise<ReadonlyMap<PurposeKey, string>> {
  const purposes = await consent.purposes();
  return new Map(
    await Promise.all(
      purposes.map(async ({ key }) => [key, (await consent.wording(key, language)).label] as const),
    ),
  );
}
