/** The purposes that every shop has: using what people told us, and using their orders, to choose what they read. */
import { inEveryLanguage, languages, translator } from '../platform/i18n/index.ts';
import type { NewPurpose } from './purposes/define-purpose.ts';
import type { NewWording } from './wordings.ts';

const standard: readonly (NewPurpose & { readonly words: string })[] = [
  purpose('interests.told', null, 'interestsTold'),
  purpose('interests.orders', 12, 'interestsOrders'),
];

/** Each standard purpose with its words in every language. */
export function standardPurposes(): readonly { purpose: NewPurpose; wordings: readonly NewWording[] }[] {
  return standard.map(({ words, ...rest }) => ({
    purpose: { ...rest, covers: inEveryLanguage(`consent:wordings.${words}.covers`) },
    wordings: languages.map((language) => {
      const t = translator(language);
      return {
        language,
        label: t(`consent:wordings.${words}.label`),
        text: t(`consent:wordings.${words}.text`),
      };
    }),
  }));
}

function purpose(key: string, termMonths: number | null, words: string) {
  return { key, channel: null, newsletter: null, needsConfirmation: false, termMonths, words };
}
