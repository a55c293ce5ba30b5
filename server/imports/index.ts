/** The door to imports: files from elsewhere, recognised, tried, run. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { openFiles } from '../platform/files/index.ts';
import { Router } from '../platform/http/index.ts';
import type { ImportsContext, ImportsDeps } from './context.ts';
import { importsHolder } from './imports-holder.ts';
import { openImportsStore } from './imports-store.ts';
import { columnsRoutes } from './pages/columns-routes.ts';
import { importRoutes } from './pages/import-routes.ts';
import { listRoutes } from './pages/list-routes.ts';
import { openRowsStore } from './rows-store.ts';
import { workOnce } from './run/work.ts';

export type { ImportsDeps } from './context.ts';

export interface Imports {
  /** /staff/imports */
  readonly routes: Router;
  /** Carries out one import that waits; answers whether there may be more. */
  work(): Promise<boolean>;
  /** Lets the batch under way finish and starts nothing more. */
  stop(): void;
  readonly holder: PersonalDataHolder;
}

const defaultUploadLimit = 200 * 1024 * 1024;

/** Opens the room. */
export function openImports(deps: ImportsDeps): Imports {
  const context: ImportsContext = {
    ...deps,
    uploadLimit: deps.uploadLimit ?? defaultUploadLimit,
    store: openImportsStore(deps.db, deps.clock),
    rows: openRowsStore(deps.db),
    uploads: openFiles(deps.db, 'uploads'),
  };
  let isStopping = false;
  return {
    routes: Router().use(listRoutes(context), columnsRoutes(context), importRoutes(context)),
    work: () => workOnce(context, () => isStopping),
    stop: () => {
      isStopping = true;
    },
    holder: importsHolder(context),
  };
}
