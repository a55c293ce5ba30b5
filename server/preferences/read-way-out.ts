/** Reads how somebody leaves: by the one-click POST of a mail program or by the button on our page. */
import multer from 'multer';
import { Invalid } from '../platform/errors/index.ts';
import { type RequestHandler, takeMultipart } from '../platform/http/index.ts';

const multipart = multer({
  limits: { fields: 10, fieldNameSize: 100, fieldSize: 1024, files: 0, parts: 10 },
}).none();

/** Mail programs send `multipart/form-data` too (RFC 8058 §3.2). */
export const takeWayOut: RequestHandler = async (req, res, next) => {
  try {
    await takeMultipart(req, res, multipart);
  } catch (problem) {
    throw problem instanceof Invalid
      ? problem
      : new Invalid({ confirm: { key: 'preferences:unsubscribe.noWay' } });
  }
  next();
};

/** Null when it is neither: then nothing changes (MAIL-4). */
export function readWayOut(body: unknown): 'one-click' | 'page' | null {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (fields['List-Unsubscribe'] === 'One-Click') return 'one-click';
  return fields['confirm'] === 'yes' ? 'page' : null;
}
