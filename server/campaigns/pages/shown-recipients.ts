/** The people behind rows of a mailing, for whoever may see people; each of them is a look that is logged (PRIV-10). */
import type { RecipientRow } from '../../delivery/index.ts';
import type { Request } from '../../platform/http/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { CampaignsContext } from '../context.ts';

export interface ShownRecipient extends RecipientRow {
  readonly person: Subscriber;
  /** The first and last name, or the address. */
  readonly name: string;
}

/** Whoever was erased meanwhile is missing. */
export async function shownRecipients(
  { accounts, subscribers, clock }: CampaignsContext,
  req: Request,
  rows: readonly RecipientRow[],
): Promise<readonly ShownRecipient[]> {
  const people = await subscribers.findMany(rows.map(({ subscriber }) => subscriber));
  await accounts.noteLooks(accounts.current(req).id, [...people.keys()], clock());
  return rows.flatMap((row) => {
    const person = people.get(row.subscriber);
    if (!person) return [];
    const name = [person.firstName, person.lastName].filter(Boolean).join(' ') || person.email;
    return [{ ...row, person, name }];
  });
}
