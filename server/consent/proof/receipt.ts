/** A receipt: one signed decision with its words, which anybody can check without looking anything up (CON-5). */
import { z } from 'zod';
import type { Wording } from '../words.ts';
import { hashOfWording } from '../wordings.ts';
import { hashLine, type LedgerLine } from './hash-line.ts';
import { isSignedBy, type LedgerKey } from './ledger-key.ts';

export interface Receipt {
  readonly kind: 'voorkeur-receipt';
  readonly version: 1;
  /** The line as it was hashed, with its hash. */
  readonly line: LedgerLine;
  /** The words that the line's hash of the wording stands for; null where there were none on our own pages. */
  readonly wording: Pick<Wording, 'language' | 'label' | 'text'> | null;
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of all the rest, in base64. */
  readonly signature: string;
}

/** What is wrong: no receipt at all, another key, or the signature, the line or the words are not what they say. */
export type ReceiptProblem = 'form' | 'key' | 'signature' | 'line' | 'wording';

/** Signs the line with its words. */
export function makeReceipt(line: LedgerLine, wording: Wording | null, key: LedgerKey): Receipt {
  const words = wording && { language: wording.language, label: wording.label, text: wording.text };
  const signed = {
    ...({ kind: 'voorkeur-receipt', version: 1, line, wording: words } as const),
    publicKey: key.publicKey,
  };
  return { ...signed, signature: key.sign(signed) };
}

/** Checks what somebody says is a receipt against the published key: everything that is wrong, or nothing. */
export function verifyReceipt(input: unknown, publicKey: string): readonly ReceiptProblem[] {
  const parsed = receiptForm.safeParse(input);
  if (!parsed.success) return ['form'];
  const { signature, ...signed } = parsed.data;
  // Whether these words are words of ours is what the signature says; moments are ISO texts, as they were hashed.
  const { line, wording } = signed as unknown as Pick<Receipt, 'line' | 'wording'>;
  const problems: readonly [ReceiptProblem, boolean][] = [
    ['key', signed.publicKey !== publicKey],
    ['signature', !isPlainBase64(signature) || !isSignedBy(signed.publicKey, signed, signature)],
    ['line', hashLine(line) !== line.hash],
    ['wording', (wording && hashOfWording({ purpose: line.purpose, ...wording })) !== line.wording],
  ];
  return problems.filter(([, wrong]) => wrong).map(([problem]) => problem);
}

const text = z.string().max(500);
const words = z.string().max(10_000);
const time = z.iso.datetime();
const actorForm = z.strictObject({ kind: text, id: text.optional() });
const lineForm = z.strictObject({
  ...{ id: text, ledgerId: text, place: z.int(), previous: text.nullable(), hash: text },
  ...{ purpose: text, act: text, wording: text.nullable(), language: text, statementVersion: z.number() },
  ...{ form: text.nullable(), page: text.nullable(), channel: text, actor: actorForm },
  ...{ at: time, recordedAt: time, until: time.optional(), evidenceHash: text.optional() },
});
// Strict: what is not signed is not in it.
const receiptForm = z.strictObject({
  kind: z.literal('voorkeur-receipt'),
  version: z.literal(1),
  line: lineForm,
  wording: z.strictObject({ language: text, label: words, text: words }).nullable(),
  publicKey: text,
  signature: text,
});

// Other texts decode to the same bytes; a receipt has one text only.
function isPlainBase64(signature: string): boolean {
  return Buffer.from(signature, 'base64').toString('base64') === signature;
}
