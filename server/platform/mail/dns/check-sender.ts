/** Whether the DNS says of the sender's domain what mail servers look for: DKIM, DMARC and SPF. */
import type { DkimConfig } from '../../config/index.ts';
import { organisationOf } from '../alignment.ts';
import { domainOf } from '../mail-address.ts';
import type { AskTxt } from './ask-txt.ts';
import { type DkimRecord, dkimRecords, tagsOf } from './dkim-records.ts';

/** 'unknown': the DNS could not be asked. */
export type InDns = 'there' | 'missing' | 'differs' | 'unknown';

const policies = ['none', 'quarantine', 'reject'] as const;

/** What the DNS says of a sender, as far as it can be asked now. */
export interface SenderRecords {
  readonly domain: string;
  /** Empty where a relay signs. */
  readonly dkim: readonly (DkimRecord & { readonly inDns: InDns })[];
  /** What receivers are asked to do with mails that only pretend to be ours (RFC 7489 §6.3). */
  readonly dmarc: {
    readonly inDns: InDns;
    /** Where it stands, or would have to. */
    readonly name: string;
    readonly policy: (typeof policies)[number] | null;
  };
  /** Which servers may send for the domain (RFC 7208). */
  readonly spf: { readonly inDns: InDns; readonly value: string | null };
}

/** Asks everything at once; what cannot be asked is 'unknown', never an error. */
export async function checkSender(address: string, dkim: DkimConfig, askTxt: AskTxt): Promise<SenderRecords> {
  const domain = domainOf(address);
  const ask = (name: string) => askTxt(name).catch(() => null);
  const [keys, dmarc, spf] = await Promise.all([
    Promise.all(
      dkimRecords(dkim).map(async (record) => ({
        ...record,
        inDns: compare(record, await ask(record.name)),
      })),
    ),
    readDmarc(domain, ask),
    ask(domain).then(readSpf),
  ]);
  return { domain, dkim: keys, dmarc, spf };
}

type Asked = readonly string[] | null;

function compare({ value }: DkimRecord, found: Asked): InDns {
  if (!found) return 'unknown';
  if (found.length === 0) return 'missing';
  const ours = tagsOf(value).get('p');
  return found.some((text) => tagsOf(text).get('p') === ours) ? 'there' : 'differs';
}

/** That of the domain itself, else that of the organisation, where it may say something else of what lies below it. */
async function readDmarc(
  domain: string,
  ask: (name: string) => Promise<Asked>,
): Promise<SenderRecords['dmarc']> {
  const organisation = organisationOf(domain);
  const names = [...new Set([domain, organisation])].map((owner) => `_dmarc.${owner}`);
  const answers = await Promise.all(names.map(ask));
  const isAnswered = answers.every((answer) => answer !== null);
  for (const [index, name] of names.entries()) {
    const record = onlyOne(answers[index], /^v=DMARC1\s*(;|$)/);
    if (!record) continue;
    const tags = tagsOf(record);
    const asked = (index > 0 && tags.get('sp')) || tags.get('p');
    return {
      inDns: 'there',
      name,
      policy: policies.find((policy) => policy === asked?.toLowerCase()) ?? null,
    };
  }
  return { inDns: isAnswered ? 'missing' : 'unknown', name: names[0]!, policy: null };
}

function readSpf(found: Asked): SenderRecords['spf'] {
  if (!found) return { inDns: 'unknown', value: null };
  const value = onlyOne(found, /^v=spf1(\s|$)/i);
  return { inDns: value ? 'there' : 'missing', value };
}

/** Several are as good as none (RFC 7208 §4.5, RFC 7489 §6.6.3). */
function onlyOne(found: Asked | undefined, kind: RegExp): string | null {
  const alike = (found ?? []).filter((text) => kind.test(text));
  return alike.length === 1 ? alike[0]! : null;
}
