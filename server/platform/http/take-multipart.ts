/** Lets multer read a multipart form, which Express does not read by itself. */
import type { Request, RequestHandler, Response } from 'express';
import { checkKeys } from './refuse-odd-keys.ts';

/** Reads the form by `multer`, whose errors come through, and refuses odd names in it as in any other form (SEC-1). */
export async function takeMultipart(req: Request, res: Response, multer: RequestHandler): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void multer(req, res, (error: unknown) => (error ? reject(error as Error) : resolve()));
  });
  checkKeys(req.body);
}
