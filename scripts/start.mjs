// npm start: prepares what is missing and starts the server. Runs on plain Node.
import { prepare } from './lib/prepare.mjs';
import { runBuilt } from './lib/run-built.mjs';

await prepare();
await runBuilt('server/main.js', process.argv.slice(2));
