/** The purposes that every shop has: using what people told us, their orders, and what they look at, to choose what they read. */
import { inEveryLanguage, languages, translator } from '../platform/i18n/index.ts';
import type { NewPurpose } from './purposes/define-purpose.ts';
import type { NewWording } from './wordings.ts';

const standard: readonly (NewPurpose & { readonly words: string })[] = [
  purpose('interests.told', null, 'interestsTold'),
  purpose('interests.orders', 12, 'interestsOrders'),
];
/** Of use only where the website reports what people look at: nobody is asked before staff publish the words. */
const suggested = [purpose('interests.website', 6, 'interestsWebsite')];

interface Worded {
  readonly purpose: NewPurpose;
  readonly wordings: readonly NewWording[];
}

/** Each standard purpose with its words in every language; the suggested ones with words to begin with. */
export function standardPurposes(): {
  readonly asked: readonly Worded[];
  readonly suggested: readonly Worded[];
} {
  return { asked: withWords(standard), suggested: withWords(suggested) };
}

function withWords(list: typeof standard): readonly Worded[] {
  return list.map(({ words, ...rest }) => ({
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
