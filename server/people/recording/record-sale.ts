/** Records that a customer who never asked may get a newsletter about similar products: the soft opt-in (CON-8). */
import { z } from 'zod';
import type { Act, PurposeKey } from '../../consent/index.ts';
import { type FieldProblems, Invalid } from '../../platform/errors/index.ts';
import { formatDate, translator } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import { sentence, today } from './how-it-came.ts';

export const saleForm = z.object({
  purpose: z.string('people:problem.newsletter').max(100),
  on: z.iso.date('people:problem.day'),
  bought: sentence(300, 'people:problem.bought'),
  offered: z.literal('yes', 'people:problem.offered'),
  similar: z.literal('yes', 'people:problem.similar'),
  age: z.literal('yes', 'people:problem.saleAge'),
});
type SaleForm = z.infer<typeof saleForm>;

const answers: readonly Act[] = ['given', 'confirmed', 'refused', 'withdrawn', 'objected', 'lapsed'];

/** The e-mail newsletters that the person never answered about; none where the shop does not do this, or may not. */
export async function newslettersForSale(room: Room, person: Subscriber): Promise<readonly PurposeKey[]> {
  const { consent } = room;
  if (!(await consent.salesSince()) || (await consent.suppressionOf(person.email))) return [];
  const history = await consent.history(person.id);
  const answered = new Set(history.filter(({ act }) => answers.includes(act)).map(({ purpose }) => purpose));
  const byEmail = (await consent.purposes()).filter(
    ({ channel, newsletter }) => channel === 'email' && newsletter !== null,
  );
  return byEmail.map(({ key }) => key).filter((key) => !answered.has(key));
}

/** Never over an answer of the person of any date; Invalid where the sale lies ahead or too long ago. */
export async function recordSale(
  room: Room,
  person: Subscriber,
  by: AccountId,
  { purpose, on, bought }: SaleForm,
): Promise<void> {
  const since = await room.consent.salesSince();
  const open = await newslettersForSale(room, person);
  const at = new Date(`${on}T12:00:00Z`);
  const problems: FieldProblems = {
    ...(open.includes(purpose) ? {} : { purpose: { key: 'people:problem.newsletter' } }),
    ...(on > today(room.clock) ? { on: { key: 'people:problem.saleToCome' } } : {}),
    ...(since && at < since ? { on: { key: 'people:problem.saleTooOld' } } : {}),
  };
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  const now = room.clock();
  const { language } = person;
  const date = formatDate(at, language);
  await room.consent.record(person.id, [
    {
      ...{ purpose, act: 'soft-opt-in', wording: null, language, form: 'staff-sale', page: null },
      ...{ channel: 'sale', actor: { kind: 'staff', id: by }, at: at < now ? at : now },
      statementVersion: await room.consent.statementVersion(),
      evidence: translator(language)('people:sale.evidence', { date, bought }),
    },
  ]);
}
