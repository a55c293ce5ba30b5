/** The records of the sender's domain in words: what the DNS says, and what belongs there. */
import type { Translate } from '../../platform/i18n/index.ts';
import type { InDns, SenderRecords } from '../../platform/mail/index.ts';

export interface ShownRecord {
  readonly title: string;
  readonly state: 'ok' | 'todo' | 'unknown';
  readonly text: string;
  /** The TXT record to publish, where we know it. */
  readonly name: string | null;
  readonly value: string | null;
}

/** In the order in which they are shown: the DKIM key that signs first. */
export function shownSender(records: SenderRecords, t: Translate): readonly ShownRecord[] {
  return [...shownDkim(records, t), shownDmarc(records, t), shownSpf(records, t)];
}

function shownDkim({ dkim }: SenderRecords, t: Translate): readonly ShownRecord[] {
  const title = t('settings:sender.dkim.title');
  if (dkim.length === 0)
    return [{ title, state: 'unknown', text: t('settings:sender.dkim.relay'), name: null, value: null }];
  return dkim.map(({ selector, signs, inDns, name, value }) => ({
    title: `${title}: ${selector}`,
    state: stateOf(inDns),
    text: t(`settings:sender.dkim.${signs ? 'signs' : 'rests'}.${inDns}`),
    ...{ name, value },
  }));
}

function shownDmarc({ dmarc: { inDns, name, policy } }: SenderRecords, t: Translate): ShownRecord {
  const isMissing = inDns === 'missing';
  const what = inDns === 'there' ? (policy ?? 'noPolicy') : inDns;
  return {
    title: t('settings:sender.dmarc.title'),
    state: policy === null && inDns === 'there' ? 'todo' : stateOf(inDns),
    text: t(`settings:sender.dmarc.${what}`, { name }),
    name: isMissing ? name : null,
    value: isMissing ? 'v=DMARC1; p=none' : null,
  };
}

function shownSpf({ spf: { inDns, value } }: SenderRecords, t: Translate): ShownRecord {
  const text = t(`settings:sender.spf.${inDns}`, { value });
  return { title: t('settings:sender.spf.title'), state: stateOf(inDns), text, name: null, value: null };
}

function stateOf(inDns: InDns): ShownRecord['state'] {
  if (inDns === 'unknown') return 'unknown';
  return inDns === 'there' ? 'ok' : 'todo';
}
