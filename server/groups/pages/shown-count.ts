/** A guarded count as its page shows it: the number and the rest, or why there is none. */
import { type Response, viewerLanguage } from '../../platform/http/index.ts';
import type { Count } from '../model.ts';
import type { Groups } from '../room.ts';
import { definitionHash } from '../rules/definition.ts';

/** From this number on a group is not called small (SEG-2). */
const comfortable = 100;

/** The refusal names the group it clashes with and leads there (SEG-4), or says its rule where that is no saved group. */
export async function shownCount(
  res: Response,
  groups: Pick<Groups, 'list' | 'describe'>,
  count: Count,
): Promise<Readonly<Record<string, unknown>>> {
  if (count.kind === 'count') return { ...shares(count.people, count.of), small: count.people < comfortable };
  const clash = count.clashesWith;
  if (!clash) return { tooFew: true };
  const hash = definitionHash(clash);
  const named = (await groups.list()).find(({ rule }) => definitionHash(rule) === hash);
  if (named) return { tooFew: true, clash: named.name, clashId: named.id };
  return { tooFew: true, clash: await groups.describe(clash, viewerLanguage(res)) };
}

// The bar: percents with a little air between the two parts.
function shares(people: number, of: number) {
  const width = (people / of) * 100;
  const rest = of - people;
  return {
    ...{ people, of, rest, width: width.toFixed(2) },
    ...{ restFrom: (width + 0.25).toFixed(2), restWidth: Math.max(0, 100 - width - 0.25).toFixed(2) },
  };
}
