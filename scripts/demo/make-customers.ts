/** Writes scripts/demo/customers.csv: node scripts/run.mjs scripts/demo/make-customers.ts [today, as 2026-11-22] */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/platform/paths/index.ts';
import { customersCsv } from './customers.ts';

const [day] = process.argv.slice(2);
const today = day === undefined ? new Date() : new Date(day);
const file = join(projectRoot, 'scripts', 'demo', 'customers.csv');
writeFileSync(file, customersCsv(today));
console.log(`${file}: dates follow ${today.toISOString().slice(0, 10)}.`);
