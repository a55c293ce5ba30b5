/** The door to signed links. */
export { linkLifeMs, openLinks, type Links } from './open-links.ts';
export type { LinkKind, LinkPayload } from './token.ts';
