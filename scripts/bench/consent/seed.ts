/** Many people with a whole ledger each, written straight into the database: only that can be quick enough. */
import { chainLines } from '../../../server/consent/proof/hash-line.ts';
import { applyDecision } from '../../../server/consent/standing.ts';
import type { Decision, Purpose, Standing, Wording } from '../../../server/consent/words.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import { newId, type LedgerId, type SubscriberId } from '../../../server/platform/ids/index.ts';

interface Seeding {
  readonly db: Db;
  readonly people: number;
  /** Both agreed to, by a yes and its confirmation. */
  readonly purposes: readonly { readonly purpose: Purpose; readonly wording: Wording }[];
  readonly at: Date;
}

/** Two lines a purpose in each ledger. */
export const linesAPurpose = 2;
const atOnce = 1000;

/** Adds the people; answers their ids. */
export async function seedPeople({ db, people, purposes, at }: Seeding): Promise<readonly SubscriberId[]> {
  const ids: SubscriberId[] = [];
  while (ids.length < people) {
    const some = Array.from({ length: Math.min(atOnce, people - ids.length) }, () => person(purposes, at));
    const insert = (collection: string, rows: readonly object[]) =>
      db.connection
        .collection(collection)
        .insertMany([...rows], { ordered: false, writeConcern: { w: 1 }, ignoreUndefined: true });
    await Promise.all([
      insert(
        'subscribers',
        some.map(({ subscriber }) => subscriber),
      ),
      insert(
        'standings',
        some.map(({ standing }) => standing),
      ),
      insert(
        'ledger',
        some.flatMap(({ lines }) => lines),
      ),
    ]);
    ids.push(...some.map(({ id }) => id));
  }
  return ids;
}

function person(purposes: Seeding['purposes'], at: Date) {
  const id = newId<SubscriberId>();
  const ledgerId = newId<LedgerId>();
  const decisions = purposes.flatMap(({ purpose, wording }) =>
    (['given', 'confirmed'] as const).map((act): Decision => ({
      ...{ id: newId(), ledgerId, purpose: purpose.key, act, wording: wording.hash, language: 'nl' },
      ...{ statementVersion: 1, form: 'sign-up', page: '/sign-up', channel: 'page', at, recordedAt: at },
      actor: { kind: 'subscriber' },
    })),
  );
  const purposeOf = new Map(purposes.map(({ purpose }) => [purpose.key, purpose]));
  const standing = decisions.reduce<Standing>(
    (sum, decision) => applyDecision(sum, decision, purposeOf.get(decision.purpose)!),
    new Map(),
  );
  const lines = chainLines(decisions, null).map(({ id: _id, ...line }) => ({ ...line, _id, root: null }));
  return {
    id,
    subscriber: {
      ...{ _id: id, email: `${id}@lezers.test`, firstName: '', lastName: '', language: 'nl', post: null },
      ...{ firstNameFolded: '', lastNameFolded: '', createdAt: at, lastActivityAt: at },
      lastActivity: 'decision',
    },
    standing: {
      ...{ _id: id, ledgerId, agreed: [...standing.keys()], suppressed: null },
      purposes: [...standing].map(([purpose, rest]) => ({ purpose, ...rest })),
      ...{ lines: lines.length, head: lines.at(-1)!.hash },
    },
    lines,
  };
}
