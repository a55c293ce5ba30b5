/** Says a rule in one sentence. */
import { translator, type Language } from '../platform/i18n/index.ts';
import type { Rule } from './model.ts';
import type { GroupsRoom } from './room.ts';

/** 'Mensen die belangstelling hebben voor ‘Rozen’', 'People who read Dutch'. */
export async function describeRule(
  { interests }: GroupsRoom,
  rule: Rule,
  language: Language,
): Promise<string> {
  const t = translator(language);
  if (rule.field === 'language')
    return t('groups:rule.language', { language: t(`common:language.${rule.value}`) });
  const topic = (await interests.topics()).find(({ key }) => key === rule.value);
  return t('groups:rule.topic', { topic: topic?.[language] ?? rule.value });
}
