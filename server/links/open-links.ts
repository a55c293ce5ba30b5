/** Puts the room together: signing, reading, and the addresses of the pages that links lead to. */
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { NewsletterId, SubscriberId } from '../platform/ids/index.ts';
import { keyFor, type LinkKind, linkKinds, type LinkPayload, readToken, writeToken } from './token.ts';

interface LinkAbout {
  readonly subscriber: SubscriberId;
  readonly newsletter?: NewsletterId | null;
}

export interface Links {
  sign(kind: LinkKind, about: LinkAbout): string;
  /** What the token says, or null when it is altered, expired, revoked or of another kind: all alike (LINK-3). */
  read(kind: LinkKind, token: string): LinkPayload | null;
  /** The full address of a link, built from the configured public address (LINK-8). */
  url(kind: Exclude<LinkKind, 'sample'>, about: LinkAbout): string;
  /** A link for previews and test mails: its page shows what would happen and changes nothing (LINK-13). */
  sampleUrl(page: 'unsubscribe' | 'preferences', newsletter: NewsletterId | null): string;
}

interface LinksDeps {
  readonly clock: Clock;
  readonly publicUrl: string;
  /** The first signs; each verifies until it is taken off the list, which revokes it (LINK-5). */
  readonly secretKeys: readonly NamedKey[];
  /** Links of another installation with the same secrets are not taken (LINK-4). */
  readonly installation: string;
}

/** How long each kind works (LINK-5, LINK-9, LINK-12); unsubscribing works for as long as the mail is kept. */
export const linkLifeMs: Readonly<Record<LinkKind, number>> = {
  unsubscribe: Infinity,
  preferences: 90 * DAY_MS,
  confirm: 72 * HOUR_MS,
  undo: 30 * MINUTE_MS,
  sample: 90 * DAY_MS,
  login: HOUR_MS,
  'confirm-address': 72 * HOUR_MS,
  stop: 72 * HOUR_MS,
};

const nobody = 'aaaaaaaaaaaaaaaa' as SubscriberId;
const paths = {
  unsubscribe: 'unsubscribe',
  preferences: 'preferences',
  confirm: 'confirm',
  undo: 'unsubscribe/undo',
  login: 'log-in',
  'confirm-address': 'confirm-address',
  stop: 'contact/stop',
};

/** Opens the room. */
export function openLinks({ clock, publicUrl, secretKeys, installation }: LinksDeps): Links {
  const keys = new Map(
    secretKeys.flatMap(({ id, key }) =>
      linkKinds.map((kind) => [`${kind} ${id}`, keyFor(key, kind, installation)] as const),
    ),
  );
  const signer = secretKeys[0]!.id;
  const sign = (kind: LinkKind, { subscriber, newsletter }: LinkAbout): string =>
    writeToken(kind, signer, keys.get(`${kind} ${signer}`)!, {
      subscriber,
      newsletter: newsletter ?? null,
      signedAt: clock(),
    });
  return {
    sign,
    read: (kind, token) => {
      const payload = readToken(kind, token, (id) => keys.get(`${kind} ${id}`) ?? null);
      const ageMs = payload ? clock().getTime() - payload.signedAt.getTime() : Infinity;
      return payload && ageMs <= linkLifeMs[kind] ? payload : null;
    },
    url: (kind, about) => `${publicUrl}/${paths[kind]}/${sign(kind, about)}`,
    sampleUrl: (page, newsletter) =>
      `${publicUrl}/${page}/${sign('sample', { subscriber: nobody, newsletter })}`,
  };
}
