/** Opens a person's data for somebody on the staff, which is never done unseen. */
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { readParam, type Request } from '../platform/http/index.ts';
import { isId, type SubscriberId } from '../platform/ids/index.ts';
import type { Subscriber, Subscribers } from '../subscribers/index.ts';

interface Looking {
  readonly accounts: Accounts;
  readonly subscribers: Subscribers;
  readonly clock: Clock;
}

/** Finds the person that `:id` in the address names, and logs who looked (PRIV-10); NotFound for nobody's id. */
export async function lookAtPerson(
  { accounts, subscribers, clock }: Looking,
  req: Request,
): Promise<Subscriber> {
  const person = await subscribers.get(readParam<SubscriberId>(req, 'id', isId));
  await accounts.noteLook(accounts.current(req).id, person.id, clock());
  return person;
}
