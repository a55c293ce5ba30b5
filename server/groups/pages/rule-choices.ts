/** What can be chosen in a row of the rule form, field by field. */
import type { Topic } from '../../interests/index.ts';
import { type Language, languages, type Translate } from '../../platform/i18n/index.ts';
import { activityBands, customerBands, type Term } from '../rules/rule.ts';
import { toToken } from './rule-form.ts';

interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly name: string }[];
}

/** Every value that a rule may have, in the reader's language. */
export function ruleChoices(
  topics: readonly Topic[],
  language: Language,
  t: Translate,
): readonly ChoiceGroup[] {
  const group = (field: Term['field'], terms: readonly (readonly [Term, string])[]): ChoiceGroup => ({
    label: t(`groups:field.${field}`),
    choices: terms.map(([term, name]) => ({ value: toToken(term), name })),
  });
  const regions = Array.from({ length: 90 }, (_, index) => String(index + 10));
  return [
    group(
      'topic',
      topics.flatMap(({ key, ...names }) => {
        const topic = { field: 'topic', value: key } as const;
        const strong = t('groups:choice.strong', { topic: names[language] });
        return [[topic, names[language]] as const, [{ ...topic, strength: 'strong' }, strong] as const];
      }),
    ),
    group(
      'customer',
      customerBands.map((value) => [{ field: 'customer', value }, t(`groups:choice.customer.${value}`)]),
    ),
    group(
      'activity',
      activityBands.map((value) => [{ field: 'activity', value }, t(`groups:choice.activity.${value}`)]),
    ),
    group(
      'language',
      languages.map((value) => [{ field: 'language', value }, t(`common:language.${value}`)]),
    ),
    group(
      'channel',
      (['email', 'post'] as const).map((value) => [
        { field: 'channel', value },
        t(`groups:choice.channel.${value}`),
      ]),
    ),
    group(
      'region',
      regions.map((value) => [{ field: 'region', value }, t('groups:choice.region', { value })]),
    ),
  ].filter(({ choices }) => choices.length > 0);
}
