/** A fresh key for the ledger's signatures. */
import { generateKeyPairSync } from 'node:crypto';

/** Ed25519, PKCS#8 in PEM. */
export function newLedgerKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
