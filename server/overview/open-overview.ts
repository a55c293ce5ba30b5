/** Puts the room together. */
import type { Router } from '../platform/http/index.ts';
import { overviewRoutes } from './overview-routes.ts';
import type { OverviewDeps } from './room.ts';

/** Opens the room. */
export function openOverview(deps: OverviewDeps): { readonly routes: Router } {
  return { routes: overviewRoutes(deps) };
}
