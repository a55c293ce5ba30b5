/** What the DNS must say of our DKIM keys (RFC 6376 §3.6). */
import { createPublicKey } from 'node:crypto';
import type { DkimConfig } from '../../config/index.ts';

export interface DkimRecord {
  readonly selector: string;
  /** Whether mails are signed with it now. */
  readonly signs: boolean;
  /** Where the TXT record belongs. */
  readonly name: string;
  readonly value: string;
}

/** A TXT record for each key, the one that signs first; none where a relay signs. */
export function dkimRecords(dkim: DkimConfig): readonly DkimRecord[] {
  if (dkim.by === 'relay') return [];
  return dkim.keys.map(({ selector, key }, index) => {
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
    return {
      selector,
      signs: index === 0,
      name: `${selector}._domainkey.${dkim.domain}`,
      value: `v=DKIM1; k=rsa; p=${publicKey}`,
    };
  });
}

/** The parts of such a record by their names, without the spaces that may stand anywhere (RFC 6376 §3.2). */
export function tagsOf(record: string): ReadonlyMap<string, string> {
  const tags = record.split(';').map((part) => {
    const [name = '', ...value] = part.split('=');
    return [name.trim(), value.join('=').replace(/\s/g, '')] as const;
  });
  return new Map(tags.filter(([name]) => name !== ''));
}
