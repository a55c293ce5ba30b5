/** The mails of this room. What a stranger typed is in none of them, so that nobody can send their own words by us. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { OutgoingMail } from '../platform/mail/index.ts';
import { renderMail } from '../platform/templates/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { Choice } from './choices.ts';
import type { PendingSignUp } from './pending-store.ts';
import type { Room } from './room.ts';

export type SingleMail = OutgoingMail & { readonly about: SubscriberId | null };

/** Asks whoever reads the mailbox to confirm; automatic, without list headers or promotion (MAIL-8). */
export function confirmationMail(
  room: Room,
  pending: PendingSignUp,
  agreed: readonly Choice[],
): Promise<SingleMail> {
  return compose(room, 'confirmation', pending.email, null, pending.language, {
    told: pending.recorded?.channel,
    labels: agreed.map(({ wording }) => wording.label),
    link: room.links.url('confirm', { subscriber: pending.id }),
    expiresAt: pending.expiresAt,
  });
}

/** The link to their own preferences, because they asked for it or because they signed up for what they have. */
export function myLinkMail(
  room: Room,
  { id, email, language }: Subscriber,
  why: 'asked' | 'already',
): Promise<SingleMail> {
  return compose(room, 'my-link', email, id, language, {
    already: why === 'already',
    link: room.links.url('preferences', { subscriber: id }),
  });
}

/** Fills the mail's template in the language; `about` is whose data it holds. */
export async function compose(
  { settings, publicUrl }: Room,
  name: string,
  address: string,
  about: SubscriberId | null,
  language: Language,
  data: object,
): Promise<SingleMail> {
  const mail = renderMail(name, { ...data, lang: language, shop: await settings.current(), publicUrl });
  return { ...mail, to: { address }, automatic: true, about };
}
