/** Corrects name, language and postal address, by the person (PRIV-2). */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
import { optionalText } from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { PostAddress, Subscriber } from '../../subscribers/index.ts';
import { problemsOfAddress, toPostAddress } from '../post-address.ts';
import type { Room } from '../room.ts';

export const profileForm = z.object({
  firstName: optionalText(60),
  lastName: optionalText(60),
  language: z.enum(languages),
  street: optionalText(100),
  postcode: optionalText(20),
  town: optionalText(60),
});
type Profile = z.infer<typeof profileForm>;

/** Saves all of it; an empty address is removed, unless post is sent to it. Invalid where the address is half. */
export async function correctMyself(room: Room, me: Subscriber, form: Profile): Promise<void> {
  const { firstName, lastName, language } = form;
  const post = await readPost(room, me, form);
  await room.subscribers.change(me.id, { firstName, lastName, language, post });
  await room.subscribers.markActive(me.id, 'preferences', room.clock());
}

async function readPost(room: Room, me: Subscriber, form: Profile): Promise<PostAddress | null> {
  const isEmpty = form.street === '' && form.postcode === '' && form.town === '';
  if (isEmpty && !(await getsPost(room, me))) return null;
  const problems = problemsOfAddress(form);
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return { ...toPostAddress(form), ...(me.post ? { country: me.post.country } : {}) };
}

async function getsPost({ consent }: Room, { id }: Subscriber): Promise<boolean> {
  const [purposes, standing] = await Promise.all([consent.purposes(), consent.standing(id)]);
  return purposes.some(({ key, channel }) => channel === 'post' && standing.get(key)?.agreed === true);
}
