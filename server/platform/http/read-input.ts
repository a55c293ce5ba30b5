/** Parses what comes in at the edge; inside, it is trusted. A schema's messages are translation keys. */
import type { Request } from 'express';
import { z } from 'zod';
import { Invalid, NotFound, type Message } from '../errors/index.ts';

/** The form's fields by the schema; unknown ones are dropped (SEC-8). Throws Invalid with each wrong field. */
export function readForm<T extends z.ZodType>(req: Request, schema: T): z.infer<T> {
  return checkInput(req.body ?? {}, schema);
}

/** The query's parameters by the schema. */
export function readQuery<T extends z.ZodType>(req: Request, schema: T): z.infer<T> {
  return checkInput(req.query, schema);
}

/** A part of the path, or NotFound when it does not have the form that `is` asks for. */
export function readParam<T extends string>(req: Request, name: string, is: (text: unknown) => boolean): T {
  const value = req.params[name];
  if (typeof value !== 'string' || !is(value)) throw new NotFound();
  return value as T;
}

/**
 * Parses any input; an issue's message that is a translation key is kept, others become a plain 'look at this field', or
 * name the field where it came twice or is no text at all (SEC-1).
 */
export function checkInput<T extends z.ZodType>(input: unknown, schema: T): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, Message> = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0] ?? '');
    fields[field] ??= asMessage(message, field, (input as Readonly<Record<string, unknown>> | null)?.[field]);
  }
  throw new Invalid(fields);
}

function asMessage(message: string, field: string, value: unknown): Message {
  if (/^[a-zA-Z]+:[\w.]+$/.test(message)) return { key: message };
  return typeof value === 'object' && value !== null
    ? { key: 'common:error.oddValue', values: { field } }
    : { key: 'common:error.field' };
}

/** A field that may come once or several times, such as a row of boxes; absent means none. */
export function listOf<T extends z.ZodType>(item: T) {
  const toList = (value: unknown) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
  return z.preprocess(toList, z.array(item).max(500));
}

/** A parameter that is one of these words or absent: another word is passed over, a repeated parameter refused (SEC-1). */
export function oneOf<const T extends string>(words: readonly T[]) {
  return z
    .string()
    .optional()
    .transform((word) => words.find((each) => each === word));
}

/** A text field that may stay empty: trimmed, no control characters, at most `max` characters. */
export function optionalText(max: number) {
  return z
    .string()
    .trim()
    .max(max, 'common:error.tooLong')
    .regex(/^[^\p{Cc}]*$/u, 'common:error.control')
    .default('');
}
