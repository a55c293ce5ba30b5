/** Makes words comparable: lower case, without accents, one space where there is no letter or digit. */

/** 'Pioen-Rozen, ÉÉN bos' becomes 'pioen rozen een bos'. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
