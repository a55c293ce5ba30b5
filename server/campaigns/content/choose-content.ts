/** Which content somebody reads: their version in their language, or in another one where theirs is missing (A11Y-4). */
import { defaultVersion } from '../../delivery/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { type Campaign, contentIn, isWritten, type Version, versionOf } from '../editing/campaign.ts';
import type { Content } from './blocks.ts';

export interface ChosenContent {
  /** The language that it is written in. */
  readonly language: Language;
  readonly content: Content;
}

/** The version's own words first; one without any reads as the default; subject and preheader may be left to the default. */
export function chooseContent(
  campaign: Pick<Campaign, 'versions'>,
  key: string,
  asked: Language,
): ChosenContent {
  const fallback = versionOf(campaign, defaultVersion)!;
  const own = versionOf(campaign, key) ?? fallback;
  const [version, language] = firstWritten([own, fallback], asked) ?? [own, asked];
  const content = contentIn(version, language);
  const standard = contentIn(fallback, language);
  return {
    language,
    content: {
      subject: content.subject || standard.subject,
      preheader: content.preheader || standard.preheader,
      blocks: content.blocks,
    },
  };
}

function firstWritten(
  versions: readonly Version[],
  asked: Language,
): readonly [Version, Language] | undefined {
  const inOrder = [asked, ...languages.filter((language) => language !== asked)];
  return versions
    .flatMap((version) => inOrder.map((language) => [version, language] as const))
    .find(([version, language]) => isWritten(version.content[language]));
}
