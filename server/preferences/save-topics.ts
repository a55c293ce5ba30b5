/** Adds and removes topics on the preference page. */
import { z } from 'zod';
import type { Tx } from '../platform/db/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import { listOf as listField } from '../platform/http/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { Choices } from './choices.ts';
import { givenAndConfirmed, type How } from './decisions.ts';
import type { Room } from './room.ts';
import { wordsProblem } from './save-choices.ts';

export const topicsForm = z.object({
  topic: listField(z.string().max(100)),
  remove: z.string().max(100).optional(),
  words: z.string().max(60).default(''),
});
type TopicsForm = z.infer<typeof topicsForm>;

/** Removes the one topic, or adds the chosen ones; the first one gives the consent to use them (UX-3). */
export async function saveTopics(
  room: Room,
  subscriber: Subscriber,
  choices: Choices,
  form: TopicsForm,
  how: How,
): Promise<'removed' | 'topics' | 'nothing'> {
  if (form.remove !== undefined) {
    await room.interests.remove(subscriber.id, form.remove);
    await room.subscribers.markActive(subscriber.id, 'preferences', how.at);
    return 'removed';
  }
  const topics = choices.topics.map(({ key }) => key).filter((key) => form.topic.includes(key));
  if (!choices.told || topics.length === 0) return 'nothing';
  const note = (tx?: Tx) => room.interests.noteTold(subscriber.id, topics, how.at, tx);
  if (await room.consent.agreedTo(subscriber.id, choices.told.purpose)) {
    await note();
  } else {
    const problems = wordsProblem(form.words, choices);
    if (problems['words']) throw new Invalid(problems);
    const yes = givenAndConfirmed(choices.told.purpose, choices.told.wording.hash, how);
    await room.consent.record(subscriber.id, yes, undefined, note);
  }
  await room.subscribers.markActive(subscriber.id, 'preferences', how.at);
  return 'topics';
}
