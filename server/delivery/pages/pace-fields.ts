/** How rates, hours and domains are typed into forms. */
import { z } from 'zod';
import { optionalText } from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import { domainOf } from '../../platform/mail/index.ts';
import type { DomainRate, QuietHours } from '../pace/words.ts';

const fewest = 0.01;
const most = 10_000;
const mostDomains = 50;

/** Mails a second, also with a comma; empty is as fast as it goes. */
export const perSecond = optionalText(12).transform((text, context) => {
  if (text === '') return null;
  const rate = asRate(text);
  if (rate === null) context.addIssue({ code: 'custom', message: 'delivery:problem.perSecond' });
  return rate;
});

/** A domain and its rate on each line: 'gmail.com 20'. */
export const domainRates = z
  .string()
  .max(5000, 'common:error.tooLong')
  .default('')
  .transform((text, context): readonly DomainRate[] => {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const rates = lines.map(asDomainRate);
    const fail = (message: string) => context.addIssue({ code: 'custom', message });
    if (rates.includes(null)) fail('delivery:problem.domains');
    const known = rates.filter((rate) => rate !== null);
    if (new Set(known.map(({ domain }) => domain)).size < known.length) fail('delivery:problem.domainTwice');
    if (known.length > mostDomains) fail('delivery:problem.tooManyDomains');
    return known;
  });

/** A time of day, or nothing. */
export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'delivery:problem.time')
  .or(z.literal(''))
  .default('');

/** Both times, or none; null where one lacks or both are the same. */
export function quietOf(from: string, to: string): QuietHours | 'none' | null {
  if (from === '' && to === '') return 'none';
  return from !== '' && to !== '' && from !== to ? { from, to } : null;
}

/** A rate as people of this language type it: '0,5'; empty where there is none. */
export function typedRate(rate: number | null, language: Language): string {
  return rate === null ? '' : String(rate).replace('.', language === 'nl' ? ',' : '.');
}

/** The lines as they are typed. */
export function typedDomains(domains: readonly DomainRate[], language: Language): string {
  return domains.map(({ domain, perSecond: rate }) => `${domain} ${typedRate(rate, language)}`).join('\n');
}

function asDomainRate(line: string): DomainRate | null {
  const [, typed = '', rate = ''] = /^@?([^\s@]+\.[^\s@]+)\s+(\S+)$/.exec(line) ?? [];
  const domain = typed && domainOf(`x@${typed}`);
  const number = asRate(rate);
  return /^[a-z0-9.-]+$/.test(domain) && number !== null ? { domain, perSecond: number } : null;
}

function asRate(text: string): number | null {
  const rate = /^\d{1,5}(?:[.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : 0;
  return rate >= fewest && rate <= most ? rate : null;
}
