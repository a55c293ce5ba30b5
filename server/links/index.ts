/** The door to signed links. */
export { openLinks, type Links } from './open-links.ts';
export type { LinkKind, LinkPayload } from './token.ts';
