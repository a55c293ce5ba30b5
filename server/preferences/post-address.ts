/** Reads a postal address, mildly: people know best where they live. */
import type { FieldProblems } from '../platform/errors/index.ts';
import type { PostAddress } from '../subscribers/index.ts';

interface TypedAddress {
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
}

/** What is missing or cannot be a postcode, by field. */
export function problemsOfAddress({ street, postcode, town }: TypedAddress): FieldProblems {
  return {
    ...(street === '' ? { street: { key: 'preferences:address.streetMissing' } } : {}),
    ...(isPostcode(postcode) ? {} : { postcode: { key: 'preferences:address.postcodeMissing' } }),
    ...(town === '' ? { town: { key: 'preferences:address.townMissing' } } : {}),
  };
}

/** The address as it is kept; a Dutch postcode as `1234 AB`. */
export function toPostAddress({ street, postcode, town }: TypedAddress): PostAddress {
  const dutch = /^(\d{4})\s*([a-z]{2})$/i.exec(postcode);
  return {
    street,
    postcode: dutch ? `${dutch[1]} ${dutch[2]!.toUpperCase()}` : postcode,
    town,
    country: 'NL',
  };
}

function isPostcode(text: string): boolean {
  return /^[a-z0-9][a-z0-9 -]{2,9}$/i.test(text);
}
