/** Asks who of these people may receive a mailing now, and in which version. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Recipient } from './batch-rows-store.ts';
import type { BatchRun } from '../batches/batch-run.ts';
import { type Room, sourceOf } from '../room.ts';
import { defaultVersion, type Mailing } from '../words.ts';

export type Answer = 'no' | 'default' | 'version';

/** 'no', the default version only, or their version, by one query; of a service mail only 'no' or their version. Who is missing: 'no'. */
export async function ask(
  room: Room,
  mailing: Mailing,
  ids: readonly SubscriberId[],
): Promise<ReadonlyMap<SubscriberId, Answer>> {
  const [answers, meantFor] = await Promise.all([
    room.consent.mayReceive(ids, mailing.purpose),
    mailing.purpose === null ? sourceOf(room, mailing).stillMeantFor?.(mailing, ids) : undefined,
  ]);
  return meantFor ? new Map([...answers].filter(([id]) => meantFor.has(id))) : answers;
}

/** CON-12: who may not be chosen for by interests gets the default, unless the version is open to everybody. */
export function versionFor(answer: Answer, version: string, openVersions: ReadonlySet<string>): string {
  return answer === 'default' && !openVersions.has(version) ? defaultVersion : version;
}

/**
 * The version that each of these people gets now; whoever may not receive it any more is missing. A version that was
 * chosen by interests must still fit the person, or it is the default: never another one, which might have too few (SEG-9).
 */
export async function versionsNow(
  room: Room,
  { mailing, openVersions, stillFits }: BatchRun,
  rows: readonly Recipient[],
): Promise<ReadonlyMap<SubscriberId, string>> {
  const isChosen = (version: string) => version !== defaultVersion && !openVersions.has(version);
  const given = rows.map(({ subscriber, version }) => [subscriber, version] as const);
  const chosen = new Map(given.filter(([, version]) => isChosen(version)));
  const ids = rows.map(({ subscriber }) => subscriber);
  const [answers, fitting] = await Promise.all([
    ask(room, mailing, ids),
    chosen.size > 0 ? stillFits(chosen) : new Set<SubscriberId>(),
  ]);
  return new Map(
    given.flatMap(([id, version]) => {
      const answer = answers.get(id) ?? 'no';
      if (answer === 'no') return [];
      const fits = !chosen.has(id) || fitting.has(id);
      return [[id, fits ? versionFor(answer, version, openVersions) : defaultVersion] as const];
    }),
  );
}
