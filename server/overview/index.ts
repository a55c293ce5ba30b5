/** The door to the staff's first page. */
export { openOverview } from './open-overview.ts';
export type { OverviewDeps } from './room.ts';
