/** A dry run: makes every version in every language as a reader would get it, and looks at what came out. */
import { languages } from '../../platform/i18n/index.ts';
import { type Campaign, placeOfVersion, type Version } from '../editing/campaign.ts';
import type { Content } from './blocks.ts';
import { chooseContent } from './choose-content.ts';
import type { PlacedProblem } from './find-problems.ts';
import { fillMail, type MailFrame, prepareMail } from './render-newsletter.ts';
import { withoutMarks } from './slots.ts';

export interface Made {
  /** How many different ones. */
  readonly mails: number;
  /** The HTML of the largest, with a long name and links of full length (MAIL-14). */
  readonly largestBytes: number;
  /** Which could not be made, with the block where that is known. */
  readonly failures: readonly PlacedProblem[];
}

/** Makes them all; it throws for none of them. */
export function makeAll(campaign: Pick<Campaign, 'versions'>, frame: MailFrame): Made {
  const results = campaign.versions.flatMap((version) =>
    languagesRead(campaign, version).map(([language, content]) => {
      const place = { version: version.key, language };
      const about = { ...frame, version: placeOfVersion(campaign, version.key) };
      const bytes = make(content, language, about);
      if (bytes !== null) return { bytes, failures: [] };
      const block = brokenBlock((blocks) => make({ ...content, blocks }, language, about) !== null, content);
      const key = 'campaigns:problem.notMade';
      const problem = { kind: 'rendering' as const, key, block, ...place };
      return { bytes: 0, failures: [problem] };
    }),
  );
  return {
    mails: results.length,
    largestBytes: Math.max(...results.map(({ bytes }) => bytes)),
    failures: results.flatMap(({ failures }) => failures),
  };
}

/** The number of the block that keeps it from being made, from 1; null where it is something else. */
function brokenBlock(isMade: (blocks: Content['blocks']) => boolean, { blocks }: Content): number | null {
  const index = isMade([]) ? blocks.findIndex((each) => !isMade([each])) : -1;
  return index < 0 ? null : index + 1;
}

/** What is read of a version, each language once: who reads a missing one reads another. */
function languagesRead(campaign: Pick<Campaign, 'versions'>, { key }: Version) {
  return [
    ...new Map(
      languages.map((asked) => {
        const { language, content } = chooseContent(campaign, key, asked);
        return [language, content] as const;
      }),
    ),
  ];
}

/** The size of its HTML; null where it cannot be made, or comes out without its way out or with a gap left open. */
function make(content: Content, language: (typeof languages)[number], frame: MailFrame): number | null {
  const way = `${frame.publicUrl}/unsubscribe/${'x'.repeat(160)}`;
  try {
    const mail = fillMail(prepareMail(content, language, frame), {
      firstName: 'x'.repeat(60),
      newsletter: frame.newsletter.title[language],
      shop: frame.shop.name,
      unsubscribeUrl: way,
      preferencesUrl: way,
      reason: 'x'.repeat(300),
    });
    const parts = [mail.subject, mail.html, mail.text];
    const isWhole = parts.every((part) => withoutMarks(part) === part);
    const hasWayOut = [mail.html, mail.text].every((part) => part.includes(way));
    return isWhole && hasWayOut ? Buffer.byteLength(mail.html) : null;
  } catch {
    return null;
  }
}
