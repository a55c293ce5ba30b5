/** Passwords: argon2id, with the parameters OWASP recommends (19 MiB, two rounds). */
import { hash, verify } from '@node-rs/argon2';

const argon2id = 2;
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
// The same letters typed on another keyboard are the same password (NIST SP 800-63B §3.1.1.2).
const same = (password: string) => password.normalize('NFKC');

/** The hash to keep, with its salt and parameters inside. */
export function hashPassword(password: string): Promise<string> {
  return hash(same(password), cost);
}

/** Made once, to be compared with when nobody has the address: that takes as long as for a known one (SEC-5). */
const nobodysHash = hashPassword('nobody has this password');

/** Whether the password belongs to the hash; null, for an unknown address, takes as long and is always false. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  const right = await verify(kept ?? (await nobodysHash), same(password));
  return right && kept !== null;
}
