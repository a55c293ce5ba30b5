/** Corrects name, language or postal address, with the reason (PRIV-2). */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
import { optionalText } from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import { problemsOfAddress, toPostAddress } from '../../preferences/index.ts';
import type { PostAddress, Subscriber } from '../../subscribers/index.ts';
import type { CorrectedField } from '../corrections-store.ts';
import { sentence } from '../recording/how-it-came.ts';
import type { Room } from '../room.ts';

export const correctionForm = z.object({
  firstName: optionalText(100),
  lastName: optionalText(100),
  language: z.enum(languages),
  street: optionalText(120),
  postcode: optionalText(20),
  town: optionalText(80),
  reason: sentence(500, 'people:problem.reason'),
});
type CorrectionForm = z.infer<typeof correctionForm>;

const plainFields = ['firstName', 'lastName', 'language'] as const;

/** Changes what differs and notes which fields, by whom and why; nothing is noted where nothing differs. */
export async function correctPerson(
  room: Room,
  person: Subscriber,
  by: AccountId,
  form: CorrectionForm,
): Promise<void> {
  const { firstName, lastName, language, reason } = form;
  const wanted = { firstName, lastName, language, post: await readPost(room, person, form) };
  const fields: readonly CorrectedField[] = [
    ...plainFields.filter((field) => wanted[field] !== person[field]),
    ...(isSame(wanted.post, person.post) ? [] : (['post'] as const)),
  ];
  if (fields.length === 0) return;
  await room.db.transaction(async (tx) => {
    await room.subscribers.change(person.id, wanted, tx);
    await room.corrections.insert({ subscriber: person.id, by, at: room.clock(), fields, reason }, tx);
  });
}

/** An empty address is removed, unless post is sent to it. Invalid where it is half. */
async function readPost(room: Room, person: Subscriber, form: CorrectionForm): Promise<PostAddress | null> {
  const isEmpty = form.street === '' && form.postcode === '' && form.town === '';
  if (isEmpty && !(await getsPost(room, person))) return null;
  const problems = problemsOfAddress(form);
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return { ...toPostAddress(form), ...(person.post ? { country: person.post.country } : {}) };
}

async function getsPost({ consent }: Room, { id }: Subscriber): Promise<boolean> {
  const [purposes, standing] = await Promise.all([consent.purposes(), consent.standing(id)]);
  return purposes.some(({ key, channel }) => channel === 'post' && standing.get(key)?.agreed === true);
}

function isSame(one: PostAddress | null, other: PostAddress | null): boolean {
  return one?.street === other?.street && one?.postcode === other?.postcode && one?.town === other?.town;
}
