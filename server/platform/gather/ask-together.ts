/** Turns a question about many things at once into one about a single thing, without asking one by one. */
import { gather } from './gather.ts';

const mostTogether = 200;

/** Who asks alone is answered at once; what is asked meanwhile is asked together. What the answer lacks is undefined. */
export function askTogether<Id extends string, Answer>(
  ask: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Answer>>,
): (id: Id) => Promise<Answer | undefined> {
  return gather(
    mostTogether,
    (id) => id,
    async (ids: readonly Id[]) => {
      const answers = await ask(ids);
      return ids.map((id) => ({ status: 'fulfilled', value: answers.get(id) }));
    },
  );
}
