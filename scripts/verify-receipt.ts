/** Checks a receipt without looking anything up: npm run verify-receipt -- FILE [--key BASE64] */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type ReceiptProblem, verifyReceipt } from '../server/consent/index.ts';

const usage = `Usage: npm run verify-receipt -- FILE [--key BASE64]

The key is the one that /ledger shows. Without it, the key in the receipt is used: compare it with that page yourself.`;

const meanings: Readonly<Record<ReceiptProblem, string>> = {
  form: 'This file is not a receipt.',
  key: 'It is signed with another key.',
  signature: 'The signature does not belong to what stands in it.',
  line: 'The decision was changed: its hash does not match.',
  wording: 'The words are not those that were agreed to: their hash does not match.',
};

try {
  process.exitCode = (await verify()) ? 0 : 1;
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

async function verify(): Promise<boolean> {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' } }, allowPositionals: true });
  const [file] = positionals;
  if (positionals.length !== 1 || !file) throw new Error('Name one file.');
  const receipt: unknown = JSON.parse(await readFile(file, 'utf8'));
  const own = String((receipt as { publicKey?: unknown } | null)?.publicKey);
  const problems = verifyReceipt(receipt, values.key ?? own);
  for (const problem of problems) console.log(meanings[problem]);
  if (problems.length > 0) return false;
  console.log('The receipt is genuine.');
  if (!values.key) console.log(`It is signed with the key in it, which /ledger should show: ${own}`);
  return true;
}
