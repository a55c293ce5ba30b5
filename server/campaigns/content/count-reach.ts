/** Whom a campaign reaches, every number about a group through the guard; counted when somebody asks for it. */
import { newsletterPurpose } from '../../consent/index.ts';
import { defaultVersion } from '../../delivery/index.ts';
import type { Count, Guarded, Rule } from '../../groups/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { CampaignId, GroupId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, ownVersions, versionOf, writtenIn } from '../editing/campaign.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';

/** Whom the campaign reaches, each number through the guard of groups; null is what nobody has had counted today. */
export interface Reach {
  readonly people: number;
  /** How many agreed and cannot get it now, and why; null where the reasons would tell one another apart. */
  readonly without: { readonly people: Guarded | null; readonly why: ReadonlyMap<Without, Guarded> };
  /** Of those who can, how many want fewer mails. */
  readonly lessOften: Guarded;
  /** The readers of each version of a group; who is in two groups reads the version of the first. */
  readonly versions: ReadonlyMap<string, Count | null>;
  /** Who reads the default; null as well where nobody has a version of their own. */
  readonly rest: Count | null;
  /** The readers of a language that the newsletter has but the default version is not written in. */
  readonly missingLanguages: ReadonlyMap<Language, Count | null>;
  /** Whether there is more to count. */
  readonly uncounted: boolean;
}

/** Their address is blocked; they take a break. */
export type Without = 'blocked' | 'paused';

/** Whom it reaches, from what was counted before: looking counts nothing, as each question may rule out a later one. */
export async function readReach(
  context: CampaignsContext,
  campaign: Campaign,
  newsletter: Newsletter,
): Promise<Reach> {
  const { consent, groups } = context;
  const purpose = newsletterPurpose(newsletter.slug, 'email');
  const { minimumGroup: k } = await context.settings.current();
  const own = groupsOf(campaign);
  const split = own.length > 0 ? await groups.knownSplit(own, purpose) : null;
  const countOf = (group: GroupId) => {
    const count = split?.parts.get(group);
    // A group that is gone has nobody.
    return count === undefined ? ({ kind: 'too-few', k } as const) : count;
  };
  const versions = new Map(ownVersions(campaign).map(({ key, group }) => [key, countOf(group)] as const));
  const missing = missingLanguages(campaign).map(
    async (language) => [language, await groups.knownCount(readersOf(language), purpose)] as const,
  );
  const languages = new Map(await Promise.all(missing));
  return {
    people: await consent.countReceivers(purpose),
    without: reasons(
      { blocked: await consent.countBlocked(purpose), paused: await consent.countPaused(purpose) },
      k,
    ),
    lessOften: guarded(await consent.countLessOften(purpose), k),
    versions,
    rest: split && split.rest,
    missingLanguages: languages,
    uncounted: [...versions.values(), ...languages.values(), ...(split ? [split.rest] : [])].includes(null),
  };
}

/** Counts all of it once, for `readReach` from then on; where there is no picture of the day, one is begun instead. */
export async function countReach(context: CampaignsContext, id: CampaignId): Promise<void> {
  const { campaigns, newsletters, groups } = context;
  const campaign = await campaigns.get(id);
  const { slug } = (await newsletters.find(campaign.newsletter))!;
  const purpose = newsletterPurpose(slug, 'email');
  const [own, languages] = [groupsOf(campaign), missingLanguages(campaign)];
  if (own.length + languages.length === 0 || !(await groups.prepare(purpose))) return;
  // One after the other: whether a count is refused depends on those before it (SEG-4).
  if (own.length > 0) await groups.split(own, purpose);
  for (const language of languages) await groups.count(readersOf(language), purpose);
}

function reasons(counts: Readonly<Record<Without, number>>, k: number): Reach['without'] {
  const some = Object.entries(counts).filter(([, people]) => people > 0) as [Without, number][];
  const why = new Map(some.map(([reason, people]) => [reason, guarded(people, k)] as const));
  const all = guarded(
    some.reduce((sum, [, people]) => sum + people, 0),
    k,
  );
  // The sum less what is shown would be what is withheld.
  const tells = all.kind === 'count' && [...why.values()].some(({ kind }) => kind === 'too-few');
  return { people: tells ? null : all, why };
}

// Nobody is no secret; a few may be told apart.
function guarded(people: number, k: number): Guarded {
  return people > 0 && people < k ? { kind: 'too-few', k } : { kind: 'count', people };
}

function groupsOf(campaign: Campaign): readonly GroupId[] {
  return ownVersions(campaign).map(({ group }) => group);
}

function readersOf(language: Language): Rule {
  return { field: 'language', value: language };
}

function missingLanguages(campaign: Campaign): readonly Language[] {
  const written = writtenIn(versionOf(campaign, defaultVersion)!);
  return languages.filter((language) => !written.includes(language));
}
