/** Saves the switches of the preference page: what was switched off, what was switched on, how often, and the language. */
import { z } from 'zod';
import { frequencies, type PurposeKey } from '../consent/index.ts';
import { type FieldProblems, Invalid } from '../platform/errors/index.ts';
import { listOf as listField, optionalText } from '../platform/http/index.ts';
import { languages } from '../platform/i18n/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { type Choice, type Choices, listOf } from './choices.ts';
import { givenAndConfirmed, type How, withdrawn } from './decisions.ts';
import { problemsOfAddress, toPostAddress } from './post-address.ts';
import type { Room } from './room.ts';

export const choicesForm = z.object({
  /** What is on. */
  purpose: listField(z.string().max(100)),
  /** What was on when the page was shown: a page that lay open does not turn back what was decided elsewhere since. */
  was: listField(z.string().max(100)),
  words: z.string().max(60).default(''),
  language: z.enum(languages).optional(),
  frequency: z.enum(frequencies).optional(),
  street: optionalText(100),
  postcode: optionalText(20),
  town: optionalText(60),
});
type ChoicesForm = z.infer<typeof choicesForm>;

/** Stops first, whatever else is wrong with the form; then gives. Throws Invalid where a yes lacks something. */
export async function saveChoices(
  room: Room,
  subscriber: Subscriber,
  choices: Choices,
  form: ChoicesForm,
  how: How,
): Promise<void> {
  const standing = await room.consent.standing(subscriber.id);
  const agreed = (purpose: PurposeKey) => standing.get(purpose)?.agreed === true;
  const known = listOf(choices);
  const off = known.filter(({ purpose }) => form.was.includes(purpose) && !form.purpose.includes(purpose));
  const on = known.filter(({ purpose }) => form.purpose.includes(purpose) && !form.was.includes(purpose));
  await stop(room, subscriber, off.map(({ purpose }) => purpose).filter(agreed), how);
  if (form.frequency) await room.consent.setFrequency(subscriber.id, form.frequency);
  await give(
    room,
    subscriber,
    choices,
    on.filter(({ purpose }) => !agreed(purpose)),
    form,
    how,
  );
  if (form.language) await room.subscribers.change(subscriber.id, { language: form.language });
  await room.subscribers.markActive(subscriber.id, 'preferences', how.at);
}

async function stop(
  room: Room,
  { id }: Subscriber,
  purposes: readonly PurposeKey[],
  how: How,
): Promise<void> {
  if (purposes.length === 0) return;
  await room.consent.record(
    id,
    purposes.map((purpose) => withdrawn(purpose, how)),
  );
}

async function give(
  room: Room,
  subscriber: Subscriber,
  choices: Choices,
  on: readonly Choice[],
  form: ChoicesForm,
  how: How,
): Promise<void> {
  if (on.length === 0) return;
  const needsAddress = !subscriber.post && on.some(({ channel }) => channel === 'post');
  const problems: FieldProblems = {
    ...wordsProblem(form.words, choices),
    ...(needsAddress ? problemsOfAddress(form) : {}),
  };
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  const decisions = on.flatMap(({ purpose, wording }) => givenAndConfirmed(purpose, wording.hash, how));
  await room.consent.record(subscriber.id, decisions, async (tx) => {
    if (needsAddress) await room.subscribers.change(subscriber.id, { post: toPostAddress(form) }, tx);
    // The signed link is as good as a fresh double opt-in, which lifts what blocked the address (CON-10).
    if (on.some(({ channel }) => channel === 'email'))
      await room.consent.liftSuppression(subscriber.email, tx);
  });
}

/** A yes counts only for the words that were on the page (CON-3). */
export function wordsProblem(words: string, choices: Choices): FieldProblems {
  return words === choices.words ? {} : { words: { key: 'preferences:wordsChanged' } };
}
