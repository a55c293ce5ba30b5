/** Corrects a name or a language, with the reason (PRIV-2). */
import { z } from 'zod';
import { optionalText } from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { CorrectedField } from '../corrections-store.ts';
import { sentence } from '../recording/how-it-came.ts';
import type { Room } from '../room.ts';

export const correctionForm = z.object({
  firstName: optionalText(100),
  lastName: optionalText(100),
  language: z.enum(languages),
  reason: sentence(500, 'people:problem.reason'),
});
type CorrectionForm = z.infer<typeof correctionForm>;

const correctable: readonly CorrectedField[] = ['firstName', 'lastName', 'language'];

/** Changes what differs and notes which fields, by whom and why; nothing is noted where nothing differs. */
export async function correctPerson(
  room: Room,
  person: Subscriber,
  by: AccountId,
  form: CorrectionForm,
): Promise<void> {
  const { reason, ...wanted } = form;
  const fields = correctable.filter((field) => wanted[field] !== person[field]);
  if (fields.length === 0) return;
  await room.db.transaction(async (tx) => {
    await room.subscribers.change(person.id, wanted, tx);
    await room.corrections.insert({ subscriber: person.id, by, at: room.clock(), fields, reason }, tx);
  });
}
