/** Adds rows for some people of the audience, each in a batch and with a version, and no second one for anybody (DEL-1). */
import type { Receiving } from '../../consent/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { MailingRow } from '../mailings/mailings-store.ts';
import { ask, versionFor } from '../recipients/ask-consent.ts';
import { heldNow } from '../recipients/hold-back.ts';
import type { Held } from '../recipients/recipient-state.ts';
import type { NewRecipient } from '../recipients/recipients-store.ts';
import type { Room } from '../room.ts';
import { defaultVersion } from '../words.ts';

type Added = 'all' | 'partly' | 'not ours';
type VersionsOf = (ids: readonly SubscriberId[]) => Promise<Map<SubscriberId, string>>;

/** Adds those of them who may receive it and have no row yet; false when this freezer was overtaken. */
export async function addPeople(
  room: Room,
  mailing: MailingRow,
  ids: readonly SubscriberId[],
  versionsOf: VersionsOf,
  open: ReadonlySet<string>,
): Promise<boolean> {
  const [answers, chosen] = await Promise.all([ask(room, mailing, ids, { stands: false }), versionsOf(ids)]);
  const versions = decideVersions(answers, chosen, open);
  const held = await heldNow(room, mailing, answers);
  // The first freezer finds nobody there. Once is enough as a rule; again where another one was quicker with some of them.
  let known = mailing.freezeFence === 1 ? nobody : await knownAmong(room, mailing, [...versions.keys()]);
  for (;;) {
    const outcome = await addMissing(room, mailing, versions, known, held);
    if (outcome !== 'partly') return outcome === 'all';
    known = await knownAmong(room, mailing, [...versions.keys()]);
  }
}

/** Everybody's version as it would be handed over now, so that the counts of SEG-9 are of real recipients. */
function decideVersions(
  answers: ReadonlyMap<SubscriberId, Receiving>,
  chosen: ReadonlyMap<SubscriberId, string>,
  open: ReadonlySet<string>,
): ReadonlyMap<SubscriberId, string> {
  return new Map(
    [...answers].flatMap(([id, { may }]) => {
      const version = versionFor(may, chosen.get(id) ?? defaultVersion, open);
      return may === 'no' ? [] : [[id, version] as const];
    }),
  );
}

const nobody: ReadonlySet<SubscriberId> = new Set();

/** Who of them has a row already; those of abandoned batches are removed. */
async function knownAmong(
  { recipients }: Room,
  { id, abandoned }: MailingRow,
  people: readonly SubscriberId[],
): Promise<ReadonlySet<SubscriberId>> {
  await recipients.removeBatches(id, abandoned, people);
  return recipients.known(id, people, abandoned);
}

/**
 * Gives each who has no row yet a place in a batch of their own. Numbers are only given to the freezer that has the
 * fence, and they count once it has said that all their rows are in: what comes later from one that was overtaken is in
 * a batch that nobody sends, and its people are added anew.
 */
async function addMissing(
  { clock, mailings, recipients, sizes }: Room,
  mailing: MailingRow,
  versions: ReadonlyMap<SubscriberId, string>,
  known: ReadonlySet<SubscriberId>,
  held: ReadonlyMap<SubscriberId, Held>,
): Promise<Added> {
  const missing = [...versions.keys()].filter((id) => !known.has(id));
  if (missing.length === 0) return 'all';
  const numbers = await mailings.takeBatchNumbers(mailing, Math.ceil(missing.length / sizes.batch), clock());
  if (!numbers) return 'not ours';
  const rows = missing.map((subscriber, index): NewRecipient => {
    const batch = numbers[Math.floor(index / sizes.batch)]!;
    const version = versions.get(subscriber)!;
    return { subscriber, version, batch, place: index % sizes.batch, held: held.get(subscriber) ?? null };
  });
  const areAllIn = await recipients.add(mailing.id, rows, clock());
  if (await mailings.added(mailing, numbers)) return areAllIn ? 'all' : 'partly';
  await recipients.removeBatches(mailing.id, numbers);
  return 'not ours';
}
