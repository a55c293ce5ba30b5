/** The languages that the system speaks. */

export const languages = ['nl', 'en'] as const;
export type Language = (typeof languages)[number];

/** Whether the text names a language that the system speaks. */
export function isLanguage(text: unknown): text is Language {
  return languages.includes(text as Language);
}
