/** Publishes wordings: immutable, known by the hash of their words. */
import { type Clock } from '../platform/clock/index.ts';
import { NotFound } from '../platform/errors/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import { hashOf } from './proof/hash-line.ts';
import type { PurposesStore } from './purposes-store.ts';
import type { Purpose, PurposeKey, Wording } from './words.ts';

/** The words for one language, before they are published. */
export interface NewWording {
  readonly language: Language;
  readonly label: string;
  readonly text: string;
}

/** Defines a purpose and publishes its words; the same words again change nothing. */
export async function definePurpose(
  store: PurposesStore,
  clock: Clock,
  purpose: Purpose,
  wordings: readonly NewWording[],
): Promise<void> {
  await store.definePurpose(purpose);
  for (const wording of wordings) {
    const words = { purpose: purpose.key, ...wording };
    await store.addWording({ ...words, hash: hashOfWording(words), effectiveAt: clock() });
  }
}

/** The words in force now. */
export async function wordingInForce(
  store: PurposesStore,
  clock: Clock,
  purpose: PurposeKey,
  language: Language,
): Promise<Wording> {
  const found = await store.wordingInForce(purpose, language, clock());
  if (!found) throw new NotFound();
  return found;
}

/** The hash under which a wording is known: SHA-256 of its canonical JSON, in hex. */
export function hashOfWording({
  purpose,
  language,
  label,
  text,
}: Omit<Wording, 'hash' | 'effectiveAt'>): string {
  return hashOf({ purpose, language, label, text });
}
