/** Looks whether a draft may be published: both languages, everything that a statement must say, a day, a summary. */
import { dutchDay, startOfDutchDay } from '../../platform/clock/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { ShopSettings } from '../../settings/index.ts';
import type { StatementsContext } from './context.ts';
import { emptyGaps, fillWords, type Gap, unknownGaps } from './gaps.ts';
import { blocksOf } from './markdown.ts';
import { listStatements } from './read-statements.ts';
import type { StatementDraft } from './statement.ts';

/** What a statement must mention (GDPR 13). */
const parts = ['who', 'purposes', 'terms', 'rights', 'contact', 'authority', 'cookies'] as const;
type Part = (typeof parts)[number];

export interface StatementCheck {
  readonly id: Part | 'languages' | 'gaps' | 'summary' | 'day' | 'change' | 'alone';
  readonly ok: boolean;
  /** The languages in which something is missing, where it is about words. */
  readonly missing: readonly Language[];
  /** Details that the settings do not have. */
  readonly empty: readonly Gap[];
  /** What stands in braces and is no detail. */
  readonly unknown: readonly string[];
}

/** Every check, passed or not. */
export async function checkDraft(
  context: StatementsContext,
  draft: StatementDraft,
): Promise<readonly StatementCheck[]> {
  const shop = await context.settings.current();
  const published = await listStatements(context);
  const current = published.find(({ state }) => state === 'in-force')!;
  const text = fillWords(draft.source, shop);
  const without = (is: (language: Language) => boolean) => languages.filter((each) => !is(each));
  const empty = emptyGaps(draft.source, shop);
  const unknown = unknownGaps(draft.source);
  return [
    ofWords(
      'languages',
      without((language) => text[language].trim() !== ''),
    ),
    ...parts.map((part) =>
      ofWords(
        part,
        without((language) => mentions(part, language, text[language], shop)),
      ),
    ),
    { ...passed('gaps', empty.length + unknown.length === 0), empty, unknown },
    ofWords(
      'summary',
      without((language) => draft.summary[language].trim() !== ''),
    ),
    passed('day', isComing(draft.effectiveOn, context.clock())),
    passed(
      'change',
      languages.some((each) => text[each] !== current.text[each]),
    ),
    passed('alone', !published.some(({ state }) => state === 'planned')),
  ];
}

function isComing(day: string, now: Date): boolean {
  return day >= dutchDay(now) && startOfDutchDay(day) !== null;
}

function passed(id: StatementCheck['id'], ok: boolean): StatementCheck {
  return { id, ok, missing: [], empty: [], unknown: [] };
}

function ofWords(id: StatementCheck['id'], missing: readonly Language[]): StatementCheck {
  return { ...passed(id, missing.length === 0), missing };
}

/** All of these must be found; staff read which words are looked for. */
const words: Readonly<
  Record<Exclude<Part, 'who' | 'contact'>, Readonly<Record<Language, readonly RegExp[]>>>
> = {
  purposes: { nl: [/waarvoor|doel/i], en: [/what for|purpose/i] },
  terms: { nl: [/\b(?:jaar|maanden|weken|dagen)\b/i], en: [/\b(?:years?|months|weeks|days)\b/i] },
  rights: {
    nl: [/inzien|inzage/i, /verbeter|wijzig|correct/i, /wis|verwijder/i, /bezwaar/i],
    en: [/\bsee\b|access/i, /correct/i, /delet|eras/i, /\bobject/i],
  },
  authority: { nl: [/Autoriteit Persoonsgegevens/i], en: [/Autoriteit Persoonsgegevens/i] },
  cookies: { nl: [/cookie/i], en: [/cookie/i] },
};

function mentions(part: Part, language: Language, text: string, shop: ShopSettings): boolean {
  const plain = blocksOf(text)
    .map((block) => block.text)
    .join('\n');
  const has = (detail: string) => detail !== '' && plain.includes(detail);
  if (part === 'who') return has(shop.name) && has(shop.street) && has(shop.town);
  if (part === 'contact') return has(shop.phone) && has(shop.email);
  return words[part][language].every((word) => word.test(plain));
}
