/** A file as a shop exports it: a row a customer, with what goes wrong in such files mixed in. */
import { stringify } from 'csv-stringify/sync';

const headers = [
  ...['E-mailadres', 'Voornaam', 'Achternaam', 'Straat', 'Huisnummer', 'Postcode', 'Plaats', 'Taal'],
  ...['Nieuwsbrief (ja/nee)', 'Toestemming op', 'Bron'],
];
const firstNames = ['Aafke', 'André', 'Chloé', 'Daan', 'Désirée', 'Jürgen', 'Loïs', 'Marijke', 'René', 'Zoë'];
const lastNames = ['Aalders', 'van den Berg', 'de Graaf', 'Müller', 'Nijhuis', 'ter Haar', 'Weiß', 'Öztürk'];
const streets = ['Dorpsstraat', 'Kerkweg', 'Lindelaan', 'Molenpad', 'Stationsplein'];
const towns = ['Voorstad', 'Middenbeek', 'Achterveld'];
const sources = ['Webwinkel, vinkje bij het afrekenen', 'Kaartje in de winkel', 'Open dag'];

/** How many rows lie between a person and their double. */
const apart = 6100;

/** What a row is: of a hundred two are known already, three say no, one comes twice, one has no proof or no address. */
export type RowKind = 'new' | 'known' | 'no' | 'double' | 'no proof' | 'bad address';
const kindOf = (n: number): RowKind => {
  const place = n % 200;
  if (place < 4) return 'known';
  if (place < 10) return 'no';
  if (place < 12) return n < apart ? 'new' : 'double';
  return place === 12 ? 'no proof' : place === 13 ? 'bad address' : 'new';
};

/** What the rows are, counted. */
export function countKinds(rows: number): Readonly<Record<RowKind, number>> {
  const counts = { new: 0, known: 0, no: 0, double: 0, 'no proof': 0, 'bad address': 0 };
  for (let n = 0; n < rows; n += 1) counts[kindOf(n)] += 1;
  return counts;
}

/** The file's text, piece by piece; `onlyKnown` has only the rows of who is to be known already. */
export function* fileText(rows: number, { onlyKnown = false } = {}): Generator<string> {
  yield '\ufeff' + lineOf(headers);
  for (let n = 0; n < rows; n += 1) if (!onlyKnown || kindOf(n) === 'known') yield lineOf(cellsOf(n));
}

function lineOf(cells: readonly string[]): string {
  return stringify([[...cells]], { delimiter: ';', record_delimiter: 'windows' });
}

function cellsOf(n: number): readonly string[] {
  const kind = kindOf(n);
  const [first, last] = [pick(firstNames, n), pick(lastNames, Math.floor(n / 7))];
  // The same person far above, written otherwise.
  const email = kind === 'double' ? addressOf(n - apart).toUpperCase() : addressOf(n);
  const hasAddress = n % 3 === 0 && kind !== 'double';
  return [
    ...[kind === 'bad address' ? email.replace('@', ' at ') : email, first, last],
    ...(hasAddress
      ? [pick(streets, n), String(1 + (n % 90)), `${1000 + (n % 8999)} AB`, pick(towns, n)]
      : ['', '', '', '']),
    n % 12 === 0 ? 'Engels' : 'Nederlands',
    kind === 'no' ? 'nee' : 'ja',
    kind === 'no proof' ? '' : `${1 + (n % 28)}-${1 + (n % 12)}-${2019 + (n % 6)}`,
    pick(sources, n),
  ];
}

function addressOf(n: number): string {
  return `${pick(firstNames, n)}.${pick(lastNames, Math.floor(n / 7))}.${n}@klanten.test`
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace('ß', 'ss')
    .replaceAll(' ', '')
    .toLowerCase();
}

function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length]!;
}
