/** A published root: signed proof of every line of the ledger up to a day. */
import { isSignedBy, type LedgerKey } from './ledger-key.ts';

export interface LedgerRoot {
  /** From 1, without gaps. */
  readonly number: number;
  readonly installation: string;
  readonly at: Date;
  /** The Merkle root (RFC 6962) over the lines that no root before covers, in hex. */
  readonly root: string;
  /** The root before; null for the first. */
  readonly previous: string | null;
  /** How many lines this one covers, and how many all of them together. */
  readonly lines: number;
  readonly total: number;
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of all the rest, in base64. */
  readonly signature: string;
}

/** Signs what is to be published. */
export function signRoot(what: Omit<LedgerRoot, 'publicKey' | 'signature'>, key: LedgerKey): LedgerRoot {
  const signed = { ...what, publicKey: key.publicKey };
  return { ...signed, signature: key.sign(signed) };
}

/** Whether the root is signed by the key that it names. */
export function isGenuine({ signature, ...signed }: LedgerRoot): boolean {
  return isSignedBy(signed.publicKey, signed, signature);
}

/** Whether a root comes right after another one, or is the first where there is none. */
export function follows(root: LedgerRoot, before: LedgerRoot | null): boolean {
  return (
    root.number === (before?.number ?? 0) + 1 &&
    root.previous === (before?.root ?? null) &&
    root.total === (before?.total ?? 0) + root.lines
  );
}
