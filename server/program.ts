/** What `main.ts` loads while MongoDB starts: everything that takes long to load. */
export { openApp } from './app.ts';
export { openDb } from './platform/db/index.ts';
export { openLog } from './platform/log/index.ts';
