/** The form of new words: what comes in, and what it begins with. */
import { z } from 'zod';
import { dutchDay } from '../../platform/clock/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { Wording } from '../words.ts';
import type { PurposeWithWords } from './open-purposes.ts';
import { fieldOf, type NewVersion } from './publish-wording.ts';
import { months, neededSentence, sentence } from './purpose-fields.ts';
import { versionInForce } from './wording-version.ts';

export const versionForm = z.object({
  labelNl: neededSentence(120),
  textNl: neededSentence(600),
  labelEn: neededSentence(120),
  textEn: neededSentence(600),
  coversNl: neededSentence(600),
  coversEn: neededSentence(600),
  termMonths: months,
  from: z.string().max(10).default(''),
  change: z.enum(['asks-again', 'same-meaning']).optional(),
  reason: sentence(600),
});

/** What the form holds, as it was typed. */
export type Typed = Readonly<Record<string, unknown>>;

/** The form as new words. */
export function toVersion(input: z.infer<typeof versionForm>, by: AccountId): NewVersion {
  const { labelNl, textNl, labelEn, textEn, coversNl, coversEn, termMonths, ...rest } = input;
  return {
    wordings: { nl: { label: labelNl, text: textNl }, en: { label: labelEn, text: textEn } },
    covers: { nl: coversNl, en: coversEn },
    termMonths: termMonths === '' ? null : Number(termMonths),
    change: rest.change,
    reason: rest.reason,
    from: rest.from,
    by,
  };
}

/** What the form begins with: the words in force, or else the suggestion, from today on. */
export function firstValues(
  { purpose, versions }: PurposeWithWords,
  words: readonly Pick<Wording, 'language' | 'label' | 'text'>[],
  at: Date,
): Typed {
  const current = versionInForce(versions, purpose.key, at) ?? purpose;
  const texts = languages.flatMap((language) => {
    const found = words.find((wording) => wording.language === language);
    return [
      [fieldOf('label', language), found?.label ?? ''],
      [fieldOf('text', language), found?.text ?? ''],
      [fieldOf('covers', language), current.covers?.[language] ?? ''],
    ];
  });
  return { ...Object.fromEntries(texts), termMonths: String(current.termMonths ?? ''), from: dutchDay(at) };
}
