/** Asks who of these people may receive a mailing now, and in which version. */
import type { MayReceive, Receiving } from '../../consent/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Recipient } from './batch-rows-store.ts';
import type { BatchRun } from '../batches/batch-run.ts';
import { type Room, sourceOf } from '../room.ts';
import { defaultVersion, type Mailing } from '../words.ts';

/** An answer for each of them, by one query, with what they said unless it is not asked for; who is missing may not receive it. */
export async function ask(
  room: Room,
  mailing: Mailing,
  ids: readonly SubscriberId[],
  what?: { readonly stands: boolean },
): Promise<ReadonlyMap<SubscriberId, Receiving>> {
  const [answers, meantFor] = await Promise.all([
    room.consent.mayReceive(ids, mailing.purpose, what),
    mailing.purpose === null ? sourceOf(room, mailing).stillMeantFor?.(mailing, ids) : undefined,
  ]);
  return meantFor ? new Map([...answers].filter(([id]) => meantFor.has(id))) : answers;
}

/** CON-12: who may not be chosen for by interests gets the default, unless the version is open to everybody. */
export function versionFor(may: MayReceive, version: string, openVersions: ReadonlySet<string>): string {
  return may === 'default' && !openVersions.has(version) ? defaultVersion : version;
}

/**
 * The version that each of these people gets now; whoever may not receive it any more is missing. A version that was
 * chosen by interests must still fit the person, or it is the default: never another one, which might have too few (SEG-9).
 */
export async function versionsNow(
  { openVersions, stillFits }: BatchRun,
  rows: readonly Recipient[],
  answers: ReadonlyMap<SubscriberId, Receiving>,
): Promise<ReadonlyMap<SubscriberId, string>> {
  const isChosen = (version: string) => version !== defaultVersion && !openVersions.has(version);
  const given = rows.map(({ subscriber, version }) => [subscriber, version] as const);
  const chosen = new Map(given.filter(([, version]) => isChosen(version)));
  const fitting = chosen.size > 0 ? await stillFits(chosen) : new Set<SubscriberId>();
  return new Map(
    given.flatMap(([id, version]) => {
      const may = answers.get(id)?.may ?? 'no';
      if (may === 'no') return [];
      const fits = !chosen.has(id) || fitting.has(id);
      return [[id, fits ? versionFor(may, version, openVersions) : defaultVersion] as const];
    }),
  );
}
