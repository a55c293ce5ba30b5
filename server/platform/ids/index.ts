/** Random ids: 80 bits as 16 characters of lower-case base32, so that they fit into mail addresses and say nothing. */
import { takeRandom } from './random.ts';

export { takeRandom } from './random.ts';

declare const brand: unique symbol;
/** A string that may only be used as the id of one kind of thing. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type SubscriberId = Id<'subscriber'>;
export type LedgerId = Id<'ledger'>;
export type DecisionId = Id<'decision'>;
export type NewsletterId = Id<'newsletter'>;
export type CampaignId = Id<'campaign'>;
export type MailingId = Id<'mailing'>;
export type GroupId = Id<'group'>;
export type AccountId = Id<'account'>;
export type ImportId = Id<'import'>;
export type FileId = Id<'file'>;
export type MessageId = Id<'message'>;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** A fresh random id of the kind asked for. */
export function newId<T extends Id<string>>(): T {
  return toBase32(takeRandom(10)) as T;
}

/**
 * A fresh id for what tells its time anyway: it begins with the second, which comes round twice a year, and 56 bits are
 * random. Those made in the same second lie together in an index, so that adding very many does not touch all of it.
 */
export function newTimedId<T extends Id<string>>(at: Date): T {
  const bytes = takeRandom(10);
  bytes.writeUIntBE(Math.floor(at.getTime() / 1000) % 2 ** 24, 0, 3);
  return toBase32(bytes) as T;
}

/** Whether the text has the form of an id; used at the edge before it is trusted as one. */
export function isId(text: unknown): text is Id<string> {
  return typeof text === 'string' && /^[a-z2-7]{16}$/.test(text);
}

/** Lower-case base32 without padding (RFC 4648 §6, lower-cased because mail addresses lose their case). */
export function toBase32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += alphabet[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** The bytes of lower-case base32 text; throws a RangeError for any other character. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const index = alphabet.indexOf(character);
    if (index < 0) throw new RangeError('not base32');
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bytes.push((value >>> (bits - 8)) & 255);
      bits -= 8;
    }
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}
