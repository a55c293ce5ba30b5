/** The door to limits: how often somebody may do something in a while, counted for all processes together. */
export { openLimits, type Limit, type Limits } from './open-limits.ts';
export { networkOf } from './network-of.ts';
