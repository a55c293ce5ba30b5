/** Reads how somebody leaves: by the one-click POST of a mail program or by the button on our page. */
import multer from 'multer';
import { Invalid } from '../platform/errors/index.ts';
import type { RequestHandler } from '../platform/http/index.ts';

const multipart = multer({
  limits: { fields: 10, fieldNameSize: 100, fieldSize: 1024, files: 0, parts: 10 },
}).none();

/** Mail programs send `multipart/form-data`, which Express does not read by itself (RFC 8058 §3.2). */
export const takeMultipart: RequestHandler = (req, res, next) =>
  void multipart(req, res, (problem: unknown) => {
    next(problem ? new Invalid({ confirm: { key: 'preferences:unsubscribe.noWay' } }) : undefined);
  });

/** Null when it is neither: then nothing changes (MAIL-4). */
export function readWayOut(body: unknown): 'one-click' | 'page' | null {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (fields['List-Unsubscribe'] === 'One-Click') return 'one-click';
  return fields['confirm'] === 'yes' ? 'page' : null;
}
