/** The mails around logging in and changing the address; none holds what somebody typed (see ../mails.ts). */
import { compose, type SingleMail } from '../mails.ts';
import type { Room } from '../room.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { AddressChange } from './address-changes-store.ts';
import type { MailedLogin } from './logins-store.ts';

/** The link that logs in once. */
export function loginMail(
  room: Room,
  { email, language }: Subscriber,
  login: MailedLogin,
): Promise<SingleMail> {
  return compose(room, 'login', email, login.subscriber, language, {
    link: room.links.url('login', { subscriber: login.id }),
    expiresAt: login.expiresAt,
  });
}

/** To the new address: only who reads it can make it theirs. */
export function confirmAddressMail(
  room: Room,
  { language }: Subscriber,
  change: AddressChange,
): Promise<SingleMail> {
  return compose(room, 'confirm-address', change.email, change.subscriber, language, {
    link: room.links.url('confirm-address', { subscriber: change.id }),
    expiresAt: change.expiresAt,
  });
}

/** To the old address: somebody who is logged in, or whom staff spoke, wants another one. */
export function addressNoticeMail(
  room: Room,
  { id, email, language }: Subscriber,
  by: 'self' | 'staff',
): Promise<SingleMail> {
  const link = `${room.publicUrl}/my-data`;
  return compose(room, 'address-notice', email, id, language, { link, byStaff: by === 'staff' });
}

/** To an address that somebody else wants and that is known already: nothing changes. */
export function addressKnownMail(room: Room, { id, email, language }: Subscriber): Promise<SingleMail> {
  return compose(room, 'address-known', email, id, language, { link: `${room.publicUrl}/my-data` });
}
