/** Asks consent who of these people may receive a mailing now, by one query. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Room } from './room.ts';
import { defaultVersion, type Mailing } from './words.ts';

export type Answer = 'no' | 'default' | 'version';

/** 'no', the default version only, or their version; a service mail is nobody's to refuse. */
export async function ask(
  { consent }: Room,
  { purpose }: Pick<Mailing, 'purpose'>,
  ids: readonly SubscriberId[],
): Promise<ReadonlyMap<SubscriberId, Answer>> {
  if (purpose === null) return new Map(ids.map((id) => [id, 'version']));
  return consent.mayReceive(ids, purpose);
}

/** CON-12: who may not be chosen for by interests gets the default, unless the version is open to everybody. */
export function versionFor(answer: Answer, version: string, openVersions: ReadonlySet<string>): string {
  return answer === 'default' && !openVersions.has(version) ? defaultVersion : version;
}
