// npm test: prepares what is missing and runs the checks. Runs on plain Node; see test/run-tests.ts.
import { prepare } from './lib/prepare.mjs';

await prepare({ build: false });
const { register } = await import('tsx/esm/api');
register();
await import('./test/run-tests.ts');
