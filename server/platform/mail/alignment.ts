/** Whether From and the DKIM signature belong to the same organisation (MAIL-12; RFC 7489 §3.1.1, relaxed). */
import { getDomain } from 'tldts';
import type { DkimConfig } from '../config/index.ts';
import { domainOf } from './mail-address.ts';

/** The two domains that do not belong together, or null when all is well; where a relay signs only a received mail tells. */
export function findAlignmentProblem(from: string, dkim: DkimConfig): string | null {
  if (dkim.by === 'relay') return null;
  const ours = domainOf(from);
  return organisationOf(ours) === organisationOf(dkim.domain.toLowerCase())
    ? null
    : `${ours} ≠ ${dkim.domain}`;
}

/** The domain under which an organisation registered, by the public suffix list. */
export function organisationOf(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true }) ?? domain;
}
