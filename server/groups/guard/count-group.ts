/** Counts a rule within an audience, from the cut of the day, or says what was counted before. */
import type { PurposeKey } from '../../consent/index.ts';
import { currentCut, readyCut } from '../cut/current-cut.ts';
import type { Count } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { definitionHash } from '../rules/definition.ts';
import type { Rule } from '../rules/rule.ts';
import { countIn } from './count-in-cut.ts';

/** The answer that this cut gave before, or a new one that it keeps. */
export async function countGroup(room: GroupsRoom, rule: Rule, audience: PurposeKey): Promise<Count> {
  return countIn(room, await currentCut(room, audience), rule, audience);
}

/** The answer that this cut gave before; null where nobody asked. */
export async function knownCount(room: GroupsRoom, rule: Rule, audience: PurposeKey): Promise<Count | null> {
  const cut = await readyCut(room, audience);
  if (!cut) return null;
  const asked = await room.asked(cut.id, audience);
  await asked.readOn();
  return asked.known(definitionHash(rule))?.answer ?? null;
}
