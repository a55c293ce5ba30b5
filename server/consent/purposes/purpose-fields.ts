/** The fields that the forms of purposes and of their words share. */
import { z } from 'zod';

/** A text in one line: people read it beside a box. */
export const sentence = (max: number) =>
  z
    .string()
    .default('')
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .pipe(
      z
        .string()
        .max(max, 'common:error.tooLong')
        .regex(/^[^\p{Cc}]*$/u, 'common:error.control'),
    );
/** A text in one line that may not be empty. */
export const neededSentence = (max: number) =>
  sentence(max).refine((text) => text !== '', 'common:error.required');
/** A number of months, or nothing. */
export const months = z
  .string()
  .trim()
  .default('')
  .refine((text) => /^(?:[1-9]\d?|1[01]\d|120)?$/.test(text), 'consent:purposes.error.months');
