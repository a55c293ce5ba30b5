/** What a refusal says of an address: one pure function, for replies by SMTP and for what a bounce message reports. */

/** What was replied: at least one of the two. */
export interface RefusalStatus {
  /** The three digits of the reply: '550'. */
  readonly status?: string | undefined;
  /** The enhanced status code (RFC 3463): '5.1.1'. It goes before the digits, unless it is of another class. */
  readonly enhanced?: string | undefined;
}

/** Why a mail was refused, as it is shown in figures. */
export const refusalKinds = [
  'unknown',
  'closed',
  'full',
  'size',
  'letters',
  'policy',
  'message',
  'temporary',
  'other',
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

/**
 * What a refusal for good does to the address: 'block' at once; 'twice' on different days; 'run', only after a run of
 * them; 'alert', nothing, and staff are told; 'nothing', because it says something of the mail and not of the address.
 */
export type RefusalEffect = 'block' | 'twice' | 'run' | 'alert' | 'nothing';

export interface Refusal {
  readonly kind: RefusalKind;
  readonly effect: RefusalEffect;
}

/** By the enhanced code (MAIL-9; RFC 3463 §3, RFC 7505 §4.2); X stands for the class. */
const byEnhanced: readonly (readonly [pattern: RegExp, refusal: Refusal])[] = [
  [/^5\.1\.(?:1|2|3|10)$/, { kind: 'unknown', effect: 'block' }],
  [/^5\.2\.1$/, { kind: 'closed', effect: 'twice' }],
  // Sender's address and system: of us, as all of 7 is.
  [/^5\.(?:7\.\d+|1\.[78])$/, { kind: 'policy', effect: 'alert' }],
  [/^[45]\.2\.2$/, { kind: 'full', effect: 'run' }],
  [/^5\.(?:3\.4|2\.3)$/, { kind: 'size', effect: 'run' }],
  [/^5\.6\.7$/, { kind: 'letters', effect: 'nothing' }],
  [/^5\.[56]\.\d+$/, { kind: 'message', effect: 'nothing' }],
  [/^4\./, { kind: 'temporary', effect: 'run' }],
];

/** By the three digits, where they are all there is (RFC 5321 §4.2.3, RFC 4954 §6). */
const byDigits: readonly (readonly [pattern: RegExp, refusal: Refusal])[] = [
  // The server does not let us in: that is about us.
  [/^53[0458]$/, { kind: 'policy', effect: 'alert' }],
  [/^552$/, { kind: 'full', effect: 'run' }],
  [/^4/, { kind: 'temporary', effect: 'run' }],
];

const rest: Refusal = { kind: 'other', effect: 'run' };
/** No server said so: the mail could not be made. */
const unsaid: Refusal = { kind: 'message', effect: 'nothing' };

/** What the refusal is and does. */
export function classifyRefusal({ status = '', enhanced = '' }: RefusalStatus): Refusal {
  // What contradicts itself is read by its digits: both are of one class (RFC 2034 §4).
  const isEnhanced = enhanced !== '' && (status === '' || enhanced[0] === status[0]);
  const [table, code] = isEnhanced ? [byEnhanced, enhanced] : [byDigits, status];
  return table.find(([pattern]) => pattern.test(code))?.[1] ?? (/^[245]/.test(code) ? rest : unsaid);
}

/** The status in a code that is either of the two, as the mailer and the rows of delivery keep it. */
export function statusOf(code: string): RefusalStatus {
  return code.includes('.') ? { enhanced: code } : { status: code };
}
