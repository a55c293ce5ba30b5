/** Refuses names of parameters that no form of ours has: operators, paths, prototype keys (SEC-1). */
import type { NextFunction, Request, Response } from 'express';
import { Invalid } from '../errors/index.ts';

const odd = /^\$|[.[\]\0]|^(?:__proto__|constructor|prototype)$/;

/** Answers 400 with the field named when any key in the query or the body is an odd one, however deep. */
export function refuseOddKeys(req: Request, _res: Response, next: NextFunction): void {
  checkKeys(req.query);
  checkKeys(req.body);
  next();
}

/** Throws Invalid with the field named where any key of the input is an odd one. */
export function checkKeys(input: unknown): void {
  const found = findOddKey(input)?.slice(0, 60);
  if (found !== undefined)
    throw new Invalid({ [found]: { key: 'common:error.oddKey', values: { field: found } } });
}

/** The first odd key with the fields that it lies in: `email.$ne`. */
function findOddKey(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > 12) return '…';
  for (const [key, inside] of Object.entries(value)) {
    if (!Array.isArray(value) && odd.test(key)) return key;
    const deeper = findOddKey(inside, depth + 1);
    if (deeper !== undefined) return `${key}.${deeper}`;
  }
  return undefined;
}
