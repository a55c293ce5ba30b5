/** The public address of pictures: /pictures/:id. */
import { pipeline } from 'node:stream/promises';
import { readParam, type RequestHandler, Router } from '../../platform/http/index.ts';
import { type FileId, isId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';

/** The pictures themselves: public, because every mail program fetches them; the id tells nothing about the reader. */
export function publicPictureRoutes({ pictures }: CampaignsContext): Router {
  const routes = Router();
  const send: RequestHandler = async (req, res) => {
    const id = readParam<FileId>(req, 'id', isId);
    const { type, size } = await pictures.describe(id);
    res.set({
      'Content-Type': type,
      'Content-Length': String(size),
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      // Webmail shows them inside its own pages.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    await pipeline(pictures.read(id), res).catch((error: unknown) => {
      if (!res.destroyed) throw error;
    });
  };
  routes.get('/pictures/:id', send);
  return routes;
}
