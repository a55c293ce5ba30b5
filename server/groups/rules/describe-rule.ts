/** Says a rule as a sentence that people can read. */
import type { Topic } from '../../interests/index.ts';
import { type Language, type Translate, translator } from '../../platform/i18n/index.ts';
import type { GroupsRoom } from '../room.ts';
import { canonical, type CanonicalRule } from './canonical.ts';
import type { Rule, Term } from './rule.ts';

/** 'People who are interested in “Roses” or “Weddings”, and live in region 97', 'Mensen die ‘Rozen’ interessant vinden'. */
export async function describeRule(
  { interests }: Pick<GroupsRoom, 'interests'>,
  rule: Rule,
  language: Language,
): Promise<string> {
  const t = translator(language);
  return t('groups:sentence.people', {
    what: say(canonical(rule), { t, language, topics: await interests.topics() }, 0),
  });
}

interface Words {
  readonly t: Translate;
  readonly language: Language;
  readonly topics: readonly Topic[];
}

// Within each other, what belongs together stands in brackets.
function say(rule: CanonicalRule, words: Words, depth: number): string {
  if ('all' in rule) return join(rule.all, 'and', words, depth);
  if ('any' in rule) return join(rule.any, 'or', words, depth);
  return 'not' in rule ? sayTerms([rule.not], 'no', words) : sayTerms([rule], 'yes', words);
}

function join(rules: readonly CanonicalRule[], how: 'and' | 'or', words: Words, depth: number): string {
  const alike = new Map<string, Term[]>();
  const parts: (() => string)[] = [];
  for (const rule of rules) {
    const term = how === 'or' && 'field' in rule ? rule : how === 'and' && 'not' in rule ? rule.not : null;
    const list = term && alike.get(kindOf(term));
    if (list) list.push(term);
    else if (term) {
      const begun = [term];
      alike.set(kindOf(term), begun);
      parts.push(() => sayTerms(begun, how === 'or' ? 'yes' : 'no', words));
    } else parts.push(() => say(rule, words, depth + 1));
  }
  const joined = parts.map((part) => part()).join(words.t(`groups:sentence.${how}`));
  return depth === 0 || parts.length === 1 ? joined : `(${joined})`;
}

function kindOf(term: Term): string {
  return term.field === 'topic' && term.strength ? 'topicStrong' : term.field;
}

// 'are interested in “Roses” or “Weddings”', 'are not interested in “Roses” or “Weddings”'.
function sayTerms(terms: readonly Term[], how: 'yes' | 'no', words: Words): string {
  const { t } = words;
  const value = terms.map((term) => nameOf(term, words)).join(t('groups:sentence.or'));
  return t(`groups:term.${kindOf(terms[0]!)}.${how}`, { value });
}

function nameOf(term: Term, { t, language, topics }: Words): string {
  switch (term.field) {
    case 'topic':
      return t('groups:value.topic', {
        name: topics.find(({ key }) => key === term.value)?.[language] ?? term.value,
      });
    case 'language':
      return t(`common:language.${term.value}`);
    case 'region':
      return term.value;
    default:
      return t(`groups:value.${term.field}.${term.value}`);
  }
}
