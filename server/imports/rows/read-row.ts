/** Turns the cells of one row into what it says about a person. */
import type { Language } from '../../platform/i18n/index.ts';
import type { PostAddress } from '../../subscribers/index.ts';
import type { FileRow } from '../file/read-rows.ts';
import type { ImportField } from './known-headers.ts';
import {
  type Answer,
  type EmailProblem,
  readAnswer,
  readDate,
  readEmail,
  readLanguage,
  readWords,
  says,
} from './read-cell.ts';
import type { Columns } from './recognise-columns.ts';

export interface ImportRow {
  readonly number: number;
  /** Empty when there is a problem with it. */
  readonly email: string;
  readonly problem: EmailProblem | 'garbled' | null;
  readonly firstName: string;
  readonly lastName: string;
  /** Null unless it is complete. */
  readonly post: PostAddress | null;
  readonly language: Language | null;
  /** What the row says of the newsletter; null when it says nothing. */
  readonly newsletter: Answer | null;
  readonly orders: Answer | null;
  readonly consentAt: Date | 'unclear' | null;
  readonly consentSource: string;
  /** When a customer who was not asked bought something, and whether they could refuse mail then (CON-8). */
  readonly soldAt: Date | 'unclear' | null;
  readonly refusalOffered: Answer | null;
  /** As it stands in the file: only the age is looked at (CON-13). */
  readonly birthday: string;
  /** It came back as undeliverable. */
  readonly bounced: boolean;
  readonly orderedAt: Date | null;
  readonly products: readonly string[];
}

type Cell = (field: ImportField) => string;

/** Reads a row by the columns chosen; without a column for yes or no, a date of consent says yes. */
export function readRow({ number, cells }: FileRow, columns: Columns): ImportRow {
  const cell: Cell = (field) => cells[columns.indexOf(field)] ?? '';
  const address = readEmail(cell('email'));
  const orderedAt = readDate(cell('orderedAt'));
  const row = {
    number,
    email: 'email' in address ? address.email : '',
    ...readName(cell),
    post: readPost(cell),
    language: readLanguage(cell('language')),
    newsletter: readNewsletter(cell, columns),
    orders: readAnswer(cell('orders')),
    consentAt: readDate(cell('consentAt')),
    consentSource: readWords(cell('consentSource'), 300),
    soldAt: readDate(cell('soldAt')),
    refusalOffered: readAnswer(cell('refusalOffered')),
    birthday: cell('birthday'),
    bounced: says(cell('bouncedAt')),
    orderedAt: orderedAt === 'unclear' ? null : orderedAt,
    products: readProducts(cell('products')),
  };
  return { ...row, problem: 'problem' in address ? address.problem : garbled(row) ? 'garbled' : null };
}

function readName(cell: Cell): Pick<ImportRow, 'firstName' | 'lastName'> {
  const [first = '', ...rest] = readWords(cell('name'), 160).split(' ');
  const lastName = readWords(`${cell('infix')} ${cell('lastName')}`, 80);
  const firstName = readWords(cell('firstName'), 80);
  return firstName || lastName
    ? { firstName, lastName }
    : { firstName: first.slice(0, 80), lastName: rest.join(' ').slice(0, 80) };
}

function readPost(cell: Cell): PostAddress | null {
  const street = readWords(`${cell('street')} ${cell('houseNumber')} ${cell('addition')}`, 120);
  const post = {
    street,
    postcode: readWords(cell('postcode'), 12).toUpperCase(),
    town: readWords(cell('town'), 80),
    country: readWords(cell('country'), 60) || 'NL',
  };
  return /\p{L}.*\d/u.test(street) && post.postcode && post.town ? post : null;
}

function readNewsletter(cell: Cell, columns: Columns): Answer | null {
  const answer = readAnswer(cell('newsletter'));
  if (says(cell('optOutAt'))) return 'no';
  if (columns.includes('newsletter')) return answer;
  return cell('consentAt').trim() === '' ? null : 'yes';
}

// '2× Rozen, Pluktuin' or 'Rozen x 2'
function readProducts(cell: string): readonly string[] {
  return cell
    .split(/[,;|\n]/)
    .map((product) => readWords(product, 200).replace(/^\d+ ?[×x] /i, ''))
    .filter((product) => product !== '');
}

// The sign that stands for bytes which are no letter in the encoding chosen.
function garbled({
  firstName,
  lastName,
  email,
}: Pick<ImportRow, 'firstName' | 'lastName' | 'email'>): boolean {
  return `${firstName}${lastName}${email}`.includes('\ufffd');
}
