/** A customer file of our own making, as a shop exports it from a Dutch spreadsheet; its dates follow the day given. */
import { stringify } from 'csv-stringify/sync';
import { DAY_MS, plus } from '../../server/platform/clock/index.ts';

const headers = [
  ...['E-mailadres', 'Voornaam', 'Achternaam', 'Straat', 'Huisnummer', 'Postcode', 'Plaats', 'Taal'],
  ...['Nieuwsbrief (ja/nee)', 'Toestemming op', 'Bron', 'Bestellingen gebruiken', 'Besteld op', 'Producten'],
];

const firstNames = [
  ...[
    'Aafke',
    'André',
    'Britt',
    'Chloé',
    'Daan',
    'Désirée',
    'Eva',
    'Floor',
    'Gerrit',
    'Hélène',
    'Ilse',
    'Joëlle',
  ],
  ...[
    'Kasper',
    'Loïs',
    'Marijke',
    'Niek',
    'Olga',
    'Pauliene',
    'Quinten',
    'René',
    'Saskia',
    'Thijs',
    'Uta',
    'Zoë',
  ],
];
const lastNames = [
  ...['Aalders', 'van den Berg', 'Coenen', 'de Graaf', 'Driessen', 'van Dijk', 'Evers', 'Faber', 'Gijsbers'],
  ...[
    'Hofstra',
    'Iedema',
    'Jonkers',
    'Kroon',
    'van Leeuwen',
    'Müller',
    'Nijhuis',
    'Oosterhuis',
    'Prins',
    'ter Haar',
  ],
];
const streets = ['Dorpsstraat', 'Kerkweg', 'Lindelaan', 'Molenpad', 'Stationsplein', 'Tulpstraat'];
const towns = [
  ['1234 AB', 'Voorstad'],
  ['1235 CD', 'Voorstad'],
  ['2345 EF', 'Middenbeek'],
  ['3456 GH', 'Achterveld'],
] as const;
const sources = [
  'Webwinkel, vinkje bij het afrekenen',
  'Kaartje in de winkel',
  'Open dag in het tuincentrum',
];
const products = [
  ...[
    'Rode rozen',
    'Bruidsboeket wit',
    'Tuinplanten pakket',
    '2× Rozen gemengd',
    'Trouwcorsages',
    'Bollenmix voorjaar',
  ],
  ...[
    'Rozenboeket groot',
    'Bruidsboeket met rozen',
    'Plantenbak balkon',
    'Rozen, Kransenworkshop',
    'Trouwauto versieren',
  ],
  ...['Tuinboeket', 'Rouwboeket, Rozen'],
];

const people = 400;
/** Between the people who only said yes: opt-outs, rows without proof, rows with a wrong address. */
const isOptOut = (n: number) => n % 33 === 5;
const lacksProof = (n: number) => n % 40 === 7;
const wrongAddress: Readonly<Record<number, string>> = {
  60: 'geen e-mail',
  130: 'aafke@post',
  210: 'jan@post.test; jannie@post.test',
  290: 'chloe@@post.test',
  370: '',
};

/** The file as text, with a byte order mark, semicolons and dates as dd-mm-yyyy. */
export function customersCsv(today: Date): string {
  const rows = Array.from({ length: people }, (_, n) => customer(n, today));
  return stringify([headers, ...rows], { delimiter: ';', bom: true, record_delimiter: 'windows' });
}

function customer(n: number, today: Date): readonly string[] {
  const first = pick(firstNames, n);
  const last = pick(lastNames, n + Math.floor(n / firstNames.length));
  const [postcode, town] = pick(towns, n);
  const agreedDaysAgo = 30 + ((n * 7919) % 500);
  const usesOrders = n % 6 !== 0;
  return [
    ...[address(n, first, last), first, last],
    ...(n % 3 === 0 ? [pick(streets, n), String(1 + (n % 90)), postcode, town] : ['', '', '', '']),
    n % 14 < 3 ? 'Engels' : 'Nederlands',
    isOptOut(n) ? 'nee' : 'ja',
    lacksProof(n) && n % 80 === 7 ? '' : day(today, agreedDaysAgo),
    lacksProof(n) && n % 80 !== 7 ? '' : pick(sources, n),
    usesOrders ? 'ja' : 'nee',
    ...[day(today, 1 + ((n * 104_729) % 320)), pick(products, n)],
  ];
}

function address(n: number, first: string, last: string): string {
  const plain = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const domain = n % 4 === 0 ? 'example.com' : 'post.test';
  if (wrongAddress[n] !== undefined) return wrongAddress[n];
  if (n % 50 === 11) return ` ${plain}.${n}@${domain.toUpperCase()} `;
  return n % 50 === 22 ? `mailto:${plain}.${n}@${domain}` : `${plain}.${n}@${domain}`;
}

function day(today: Date, daysAgo: number): string {
  const [year, month, date] = plus(today, -daysAgo * DAY_MS)
    .toISOString()
    .slice(0, 10)
    .split('-');
  return `${date}-${month}-${year}`;
}

function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length]!;
}
