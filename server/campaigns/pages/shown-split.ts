/** How a campaign's readers fall apart over its versions, as a bar and a sentence (SEG-7, SEG-9). */
import type { Reach } from '../content/count-reach.ts';
import { type Campaign, ownVersions, type Version } from '../editing/campaign.ts';

/** The colours of the parts, in order and again; the default's own comes last. */
const colours = ['c1', 'c2', 'c5', 'c6'];
const colourOfDefault = 'c3';

/** Percents of air between two parts. */
const air = 0.25;

interface Part {
  readonly name: string;
  readonly people: number;
  readonly colour: string;
}

/**
 * Null where there is one version only; without a bar where one of the numbers is not known, or withheld, as the others
 * would tell it.
 */
export function shownSplit(
  campaign: Campaign,
  { versions, rest }: Pick<Reach, 'versions' | 'rest'>,
  nameOf: (version: Version) => string,
) {
  if (versions.size === 0) return null;
  const own = ownVersions(campaign).map((version) => ({ version, count: versions.get(version.key) }));
  const parts: Part[] = own.flatMap(({ version, count }, index) =>
    count?.kind === 'count'
      ? [{ name: nameOf(version), people: count.people, colour: colours[index % colours.length]! }]
      : [],
  );
  const others = campaign.versions.find(({ group }) => group === null)!;
  if (rest?.kind !== 'count' || parts.length < own.length) return { parts: [], defaults: null };
  const all = [...parts, { name: nameOf(others), people: rest.people, colour: colourOfDefault }];
  return { parts: placed(all), defaults: rest.people };
}

function placed(parts: readonly Part[]) {
  const total = Math.max(
    1,
    parts.reduce((sum, { people }) => sum + people, 0),
  );
  let x = 0;
  return parts.map((part) => {
    const width = (part.people / total) * 100;
    const shown = { ...part, x: x.toFixed(2), width: Math.max(0, width - air).toFixed(2) };
    x += width;
    return shown;
  });
}
