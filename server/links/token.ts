/**
 * What a token is made of, as bytes in base64url (at most 160 characters, no personal data, LINK-6):
 * 4 key id · 1 kind · 10 subject · 10 newsletter or zeros · 6 signed at (seconds) · 32 HMAC-SHA-256 over all before it.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { fromBase32, type NewsletterId, type SubscriberId, toBase32 } from '../platform/ids/index.ts';

/** What a link is for; each has a key of its own, so that one never passes for another (LINK-4). */
export const linkKinds = [
  'unsubscribe',
  'preferences',
  'confirm',
  'undo',
  'sample',
  'login',
  'confirm-address',
  'stop',
] as const;
export type LinkKind = (typeof linkKinds)[number];

export interface LinkPayload {
  /** Whom it is about; of a link that works once ('confirm', 'login', 'confirm-address', 'stop') what waits for it. */
  readonly subscriber: SubscriberId;
  readonly newsletter: NewsletterId | null;
  readonly signedAt: Date;
}

const bodyLength = 4 + 1 + 10 + 10 + 6;
const macLength = 32;
const nowhere = 'a'.repeat(16);

/** The key for one kind of link of this installation (HKDF, RFC 5869). */
export function keyFor(secret: Buffer, kind: LinkKind, installation: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, installation, `voorkeur link ${kind}`, 32));
}

/** Writes and signs a token. */
export function writeToken(kind: LinkKind, keyId: string, key: Buffer, payload: LinkPayload): string {
  const body = Buffer.alloc(bodyLength);
  body.write(keyId.padEnd(4, ' '), 0, 'latin1');
  body.writeUInt8(linkKinds.indexOf(kind), 4);
  body.set(fromBase32(payload.subscriber), 5);
  body.set(fromBase32(payload.newsletter ?? nowhere), 15);
  body.writeUIntBE(Math.floor(payload.signedAt.getTime() / 1000), 25, 6);
  return Buffer.concat([body, mac(key, body)]).toString('base64url');
}

/** Reads a token: null when its form, kind or signature is not right. `keyOf` finds the key by its id. */
export function readToken(
  kind: LinkKind,
  token: string,
  keyOf: (id: string) => Buffer | null,
): LinkPayload | null {
  const bytes = /^[A-Za-z0-9_-]{1,160}$/.test(token) ? Buffer.from(token, 'base64url') : Buffer.alloc(0);
  // One text a token: base64url with other trailing bits decodes to the same bytes and is refused.
  if (bytes.length !== bodyLength + macLength || bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, bodyLength);
  const key = keyOf(body.toString('latin1', 0, 4).trimEnd());
  if (!key || !timingSafeEqual(mac(key, body), bytes.subarray(bodyLength))) return null;
  if (body.readUInt8(4) !== linkKinds.indexOf(kind)) return null;
  const newsletter = toBase32(body.subarray(15, 25));
  return {
    subscriber: toBase32(body.subarray(5, 15)) as SubscriberId,
    newsletter: newsletter === nowhere ? null : (newsletter as NewsletterId),
    signedAt: new Date(body.readUIntBE(25, 6) * 1000),
  };
}

function mac(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest();
}
