/** Defines purposes: with words that count at once, or with a suggestion that staff publish. */
import type { Language } from '../../platform/i18n/index.ts';
import type { Purpose } from '../words.ts';
import type { NewWording } from '../wordings.ts';
import { addVersion } from './publish-wording.ts';
import type { PurposesRoom } from './room.ts';

/** What a purpose is, before it has words. */
export type NewPurpose = Omit<Purpose, 'covers'> & { readonly covers?: Readonly<Record<Language, string>> };

/** Defines it with words that nobody is shown before staff publish them. */
export async function suggestPurpose(
  { purposes }: PurposesRoom,
  purpose: NewPurpose,
  suggestion: readonly NewWording[],
): Promise<void> {
  await purposes.definePurpose({ ...purpose, suggestion });
}

/** Defines it and publishes the words as its first; one that has words keeps them. */
export async function definePurpose(
  room: PurposesRoom,
  purpose: NewPurpose,
  wordings: readonly NewWording[],
): Promise<void> {
  await suggestPurpose(room, purpose, wordings);
  const hasWords = (await room.versions.all()).some((version) => version.purpose === purpose.key);
  if (hasWords || wordings.length === 0) return;
  const at = room.clock();
  await addVersion(room, wordings, {
    purpose: purpose.key,
    number: 1,
    change: 'first',
    reason: '',
    covers: purpose.covers ?? null,
    termMonths: purpose.termMonths,
    publishedAt: at,
    publishedBy: null,
    effectiveAt: at,
    asksFrom: null,
  });
}
