/** Counts whom a campaign reaches, every number about a group through the guard. */
import { newsletterPurpose } from '../../consent/index.ts';
import { defaultVersion } from '../../delivery/index.ts';
import type { Count, Guarded } from '../../groups/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, ownVersions, versionOf, writtenIn } from '../editing/campaign.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';

/** Whom the campaign reaches, each number through the guard of groups. */
export interface Reach {
  readonly people: number;
  /** How many agreed and are on a break; and of the rest, how many want fewer mails. */
  readonly held: { readonly paused: Guarded; readonly lessOften: Guarded };
  /** The readers of each version of a group; who is in two groups reads the version of the first. */
  readonly versions: ReadonlyMap<string, Count>;
  /** Who reads the default; null where nobody has a version of their own. */
  readonly rest: Count | null;
  /** The readers of a language that the newsletter has but the default version is not written in. */
  readonly missingLanguages: ReadonlyMap<Language, Count>;
}

/** Counts whom it reaches. */
export async function countReach(
  context: CampaignsContext,
  campaign: Campaign,
  newsletter: Newsletter,
): Promise<Reach> {
  const { consent, groups } = context;
  const purpose = newsletterPurpose(newsletter.slug, 'email');
  const { minimumGroup: k } = await context.settings.current();
  const own = ownVersions(campaign);
  const split =
    own.length > 0
      ? await groups.split(
          own.map(({ group }) => group),
          purpose,
        )
      : null;
  return {
    people: await consent.countReceivers(purpose),
    held: {
      paused: guarded(await consent.countPaused(purpose), k),
      lessOften: guarded(await consent.countLessOften(purpose), k),
    },
    versions: new Map(
      own.map(({ key, group }) => [key, split?.parts.get(group) ?? { kind: 'too-few', k }] as const),
    ),
    rest: split && split.rest,
    missingLanguages: await mapOf(missingLanguages(campaign), (language) => [
      language,
      groups.count({ field: 'language', value: language }, purpose),
    ]),
  };
}

// Nobody is no secret; a few may be told apart.
function guarded(people: number, k: number): Guarded {
  return people > 0 && people < k ? { kind: 'too-few', k } : { kind: 'count', people };
}

async function mapOf<Item, Key, Value>(
  items: readonly Item[],
  entry: (item: Item) => readonly [Key, Promise<Value>],
) {
  const result = new Map<Key, Value>();
  // One after the other: whether a count is refused depends on those before it (SEG-4).
  for (const item of items) {
    const [key, value] = entry(item);
    result.set(key, await value);
  }
  return result;
}

function missingLanguages(campaign: Campaign): readonly Language[] {
  const written = writtenIn(versionOf(campaign, defaultVersion)!);
  return languages.filter((language) => !written.includes(language));
}
