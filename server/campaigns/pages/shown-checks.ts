/** Turns checks into what a page shows: a sentence each, and each problem with its place. */
import type { Translate } from '../../platform/i18n/index.ts';
import type { Check } from '../content/check-campaign.ts';
import type { PlacedProblem } from '../content/find-problems.ts';
import { type Campaign, type Version, versionOf } from '../editing/campaign.ts';
import { contentIn } from '../editing/campaign.ts';
import { page } from './shared.ts';

export interface ShownCheck {
  readonly id: string;
  readonly state: Check['state'];
  readonly title: string;
  readonly text: string;
  readonly values: Check['values'];
  readonly problems: readonly { readonly text: string; readonly place: string; readonly href: string }[];
}

const order: Readonly<Record<Check['state'], number>> = { todo: 0, advice: 1, ok: 2 };

/** What has to be done first, then what should be known, then what is in order. */
export function byUrgency(checks: readonly ShownCheck[]): readonly ShownCheck[] {
  return checks.toSorted((one, other) => order[one.state] - order[other.state]);
}

/** The checks in words; each problem leads to its block in the editor. */
export function shownChecks(
  checks: readonly Check[],
  campaign: Campaign,
  nameOf: (version: Version) => string,
  t: Translate,
): readonly ShownCheck[] {
  return checks.map(({ id, state, values, problems }) => ({
    id,
    state,
    values,
    title: t(`campaigns:check.${id}.title`, values),
    text: t(`campaigns:check.${id}.${state}`, values),
    problems: problems.map((problem) => shownProblem(problem, campaign, nameOf, t)),
  }));
}

function shownProblem(
  problem: PlacedProblem,
  campaign: Campaign,
  nameOf: (version: Version) => string,
  t: Translate,
) {
  const version = versionOf(campaign, problem.version)!;
  const block =
    problem.block === null ? undefined : contentIn(version, problem.language).blocks[problem.block - 1];
  const at = `${page}/${campaign.id}?version=${version.key}&in=${problem.language}`;
  const where = {
    version: nameOf(version),
    language: t(`common:language.${problem.language}`),
    block: problem.block ?? '',
  };
  return {
    text: t(problem.key, { words: problem.words ?? '' }),
    place: t(problem.block === null ? 'campaigns:place.whole' : 'campaigns:place.block', where),
    href: block ? `${at}&open=${block.id}#block-${block.id}` : at,
  };
}
