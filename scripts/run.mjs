// Runs one of the scripts: node scripts/run.mjs scripts/NAME.ts [arguments]. Runs on plain Node.
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { runBuilt } from './lib/run-built.mjs';

const [name = '', ...args] = process.argv.slice(2);
const script = resolve(name);
if (!name.endsWith('.ts') || !existsSync(script)) {
  console.error('Usage: node scripts/run.mjs scripts/NAME.ts [arguments]');
  process.exit(2);
}
await prepare();
await runBuilt(relative(root, script).replace(/\.ts$/, '.js'), args);
