/** Opens the signed link of a page: the person's own, or a sample of a preview or test mail (LINK-13). */
import type { LinkPayload } from '../links/index.ts';
import { type Request, type Response, sendPage, translate } from '../platform/http/index.ts';
import type { Room } from './room.ts';

export interface OpenedLink {
  readonly payload: LinkPayload;
  /** The page shows what would happen and changes nothing. */
  readonly isSample: boolean;
}

/** What the link in the address says, or null for every unusable one. */
export function openLink(
  { links }: Room,
  kind: 'unsubscribe' | 'preferences',
  req: Request,
): OpenedLink | null {
  const token = tokenOf(req);
  const own = links.read(kind, token);
  const payload = own ?? links.read('sample', token);
  return payload && { payload, isSample: own === null };
}

export function tokenOf(req: Request): string {
  return String(req.params['token']);
}

/** The one page for every unusable link, with the form for a fresh one (LINK-3). */
export function sendDeadLink(req: Request, res: Response): void {
  const title = translate(res)('preferences:deadLink.title');
  sendPage(req, res, { view: 'preferences/dead-link', title, status: 404, noindex: true });
}

/** The link is ours, but the person or the newsletter is gone (LINK-2). */
export function sendGone(req: Request, res: Response): void {
  const title = translate(res)('preferences:gone.title');
  sendPage(req, res, { view: 'preferences/gone', title, noindex: true });
}
