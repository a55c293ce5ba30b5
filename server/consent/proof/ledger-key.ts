/** The Ed25519 key that signs roots and receipts; its public half is published. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { canonical } from './hash-line.ts';

export interface LedgerKey {
  /** The public half: SPKI, DER, base64. */
  readonly publicKey: string;
  /** Signs the canonical JSON of the value; base64. */
  sign(value: unknown): string;
}

/** Opens the private key (PKCS#8, PEM). */
export function openLedgerKey(pem: string): LedgerKey {
  const key = createPrivateKey(pem);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { publicKey, sign: (value) => sign(null, Buffer.from(canonical(value)), key).toString('base64') };
}

/** Whether the signature over the value was made with the private half of that public key. */
export function isSignedBy(publicKey: string, value: unknown, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
    return verify(null, Buffer.from(canonical(value)), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
