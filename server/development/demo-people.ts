/** People of our own making for the demo shop: the same ones every time, with dates that follow today. */
import { DAY_MS, plus } from '../platform/clock/index.ts';
import type { Channel } from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';

export interface DemoPerson {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly language: Language;
  readonly signedUpAt: Date;
  /** What they told us. */
  readonly topics: readonly string[];
  /** What they ordered, where they let us use it. */
  readonly orders: readonly { readonly topic: string; readonly at: Date }[];
  /** When and where they stopped everything; null for who stayed. */
  readonly left: { readonly at: Date; readonly channel: Channel; readonly form: string | null } | null;
}

const firstNames =
  'Anneke Bram Carla Daan Els Femke Gijs Hanna Ivo Joke Kees Lotte Mees Noor Otto Pien Ruben Sanne Teun Ursula Vera Wim Yara Zeno';
const lastNames = 'Bakker Dekker Hoekstra Jansen Kuipers Mulder Postma Smit Visser Vos Wolters Zijlstra';
const topics = ['roses', 'weddings', 'garden', 'workshops'];

const waysOut: readonly (readonly [Channel, form: string | null])[] = [
  ...Array<readonly [Channel, null]>(4).fill(['one-click', null]),
  ...Array<readonly [Channel, string]>(3).fill(['page', 'unsubscribe']),
  ...Array<readonly [Channel, string]>(3).fill(['preferences', 'preferences']),
  ['page', 'my-data'],
  ['contact-form', 'contact'],
];

/** `count` people who signed up in the last year and a half, and besides them a fifth as many who left again. */
export function demoPeople(count: number, today: Date): readonly DemoPerson[] {
  const pick = <T>(list: readonly T[], seed: number): T => list[seed % list.length]!;
  return Array.from({ length: (count * 6) / 5 }, (_, n) => {
    const firstName = pick(firstNames.split(' '), n);
    const lastName = pick(lastNames.split(' '), Math.floor(n / 24) + n);
    const signedUpAt = plus(today, -((n * 7919) % 540) * DAY_MS);
    const orderedAt = plus(today, -((n * 104_729) % 330) * DAY_MS);
    return {
      email: `${firstName}.${lastName}${n}@klant.test`.toLowerCase(),
      firstName,
      lastName,
      language: n % 5 === 4 ? 'en' : 'nl',
      signedUpAt,
      topics: n % 3 === 0 ? [] : [pick(topics, Math.floor(n / 3)), ...(n % 7 === 0 ? ['garden'] : [])],
      orders: n % 4 === 1 ? [{ topic: pick(topics, Math.floor(n / 4)), at: orderedAt }] : [],
      left: n % 6 === 5 ? leavingOf(Math.floor(n / 6), signedUpAt, today) : null,
    };
  });
}

function leavingOf(n: number, signedUpAt: Date, today: Date): DemoPerson['left'] {
  const [channel, form] = waysOut[n % waysOut.length]!;
  const stayedMs = (today.getTime() - signedUpAt.getTime()) * ((((n * 37) % 97) + 1) / 98);
  return { at: plus(signedUpAt, stayedMs), channel, form };
}
