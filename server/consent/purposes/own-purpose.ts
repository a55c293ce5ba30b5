/** A purpose that staff define themselves, for what is no newsletter: its form, and adding it. */
import { z } from 'zod';
import { type FieldProblems, Invalid } from '../../platform/errors/index.ts';
import type { Purpose, PurposeKey } from '../words.ts';
import { months, neededSentence } from './purpose-fields.ts';
import type { PurposesRoom } from './room.ts';

export const ownChannels = ['email', 'post', 'none'] as const;

export const ownPurposeForm = z.object({
  key: z.string().trim().max(60, 'common:error.tooLong').default(''),
  channel: z.enum(ownChannels, 'consent:purposes.own.problem.channel'),
  coversNl: neededSentence(600),
  coversEn: neededSentence(600),
  confirmation: z.literal('yes').optional(),
  termMonths: months,
});
type Input = z.infer<typeof ownPurposeForm>;

const keyForm = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
/** The program asks for these itself, and acts on them. */
const reserved = /^(?:newsletter$|newsletter\.|interests$|interests\.|measuring)/;

/**
 * Adds it without words, so that it is asked of nobody yet; answers its key, which ends with the channel. Invalid where
 * the key is reserved, taken or no key.
 */
export async function addOwnPurpose(room: PurposesRoom, input: Input): Promise<PurposeKey> {
  const problem = problemOfKey(input.key);
  if (problem) throw new Invalid({ key: problem });
  const purpose = toPurpose(input);
  if (!(await room.purposes.addPurpose({ ...purpose, suggestion: [] })))
    throw new Invalid({ key: { key: 'consent:purposes.own.problem.taken', values: { key: purpose.key } } });
  return purpose.key;
}

function toPurpose({ key, channel, confirmation, termMonths, coversNl, coversEn }: Input): Purpose {
  return {
    key: channel === 'none' ? key : `${key}.${channel}`,
    channel: channel === 'none' ? null : channel,
    newsletter: null,
    // Somebody else may have typed the address (CON-1).
    needsConfirmation: channel === 'email' || confirmation === 'yes',
    termMonths: termMonths === '' ? null : Number(termMonths),
    covers: { nl: coversNl, en: coversEn },
  };
}

function problemOfKey(key: string): FieldProblems[string] | null {
  if (key === '') return { key: 'common:error.required' };
  if (!keyForm.test(key) || key === 'new') return { key: 'consent:purposes.own.problem.key' };
  if (reserved.test(key)) return { key: 'consent:purposes.own.problem.reserved' };
  return /\.(?:email|post)$/.test(key) ? { key: 'consent:purposes.own.problem.ending' } : null;
}
