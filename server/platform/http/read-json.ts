/** Reads the body of a request from a program: JSON within a limit, whatever it is packed in (SEC-9). */
import express, { type Request, type Response } from 'express';
import { Refused } from '../errors/index.ts';
import { checkKeys } from './refuse-odd-keys.ts';

export interface JsonBody {
  /** The very bytes, unpacked. */
  readonly bytes: Buffer;
  readonly value: unknown;
}

const parsers = new Map<number, ReturnType<typeof express.raw>>();

/** The body as JSON; Refused where it is too large (also once unpacked) or no JSON, Invalid where a name in it is odd (SEC-1). */
export async function readJson(req: Request, res: Response, limit: number): Promise<JsonBody> {
  if (!req.is('application/json')) throw new Refused(415, { key: 'common:error.notJson' });
  const bytes = await readBytes(req, res, limit);
  const value = parse(bytes);
  checkKeys(value);
  return { bytes, value };
}

function readBytes(req: Request, res: Response, limit: number): Promise<Buffer> {
  const parser = parsers.get(limit) ?? express.raw({ type: 'application/json', limit });
  parsers.set(limit, parser);
  return new Promise((resolve, reject) => {
    parser(req, res, (error?: unknown) => {
      const body: unknown = req.body;
      if (!error) return resolve(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
      const { status } = error as { status?: unknown };
      const megabytes = { megabytes: limit / 1024 / 1024 };
      if (status === 413) reject(new Refused(413, { key: 'common:error.bodyTooLarge', values: megabytes }));
      else if (status === 415) reject(new Refused(415, { key: 'common:error.notJson' }));
      else if (typeof status === 'number' && status < 500)
        reject(new Refused(400, { key: 'common:error.badJson' }));
      else reject(error as Error);
    });
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refused(400, { key: 'common:error.badJson' });
  }
}
