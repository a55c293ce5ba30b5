/** How addresses are compared, checked and masked. */
import { domainToASCII } from 'node:url';

// RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all. Letters of any script before the @ are allowed (RFC 6531).
const local = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u;
const domainForm = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/**
 * The one form in which an address is kept and compared: trimmed, without `mailto:`, lower case, an international
 * domain in its ASCII form. Plus-tags and dots stay, they may be different people. Null when it is no address.
 */
export function normaliseEmail(text: string): string | null {
  const plain = text
    .normalize('NFC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  const at = plain.lastIndexOf('@');
  const name = plain.slice(0, at);
  const domain = domainToASCII(plain.slice(at + 1));
  const isName = at > 0 && local.test(name) && !/^\.|\.\.|\.$/.test(name) && Buffer.byteLength(name) <= 64;
  return isName && domainForm.test(domain) && name.length + domain.length < 254 ? `${name}@${domain}` : null;
}

/** The address as it may be shown to whoever holds a forwarded link: `an•••@example.org` (LINK-11). */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, Math.min(2, Math.max(at - 1, 0)))}•••${email.slice(at)}`;
}
