/** The person's ledger and what staff corrected, as one timeline with the latest on top. */
import {
  type Act,
  type Actor,
  type Channel,
  type Decision,
  type PurposeKey,
  shownAct,
} from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { AccountId } from '../platform/ids/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { BlockNote } from './block-notes-store.ts';
import { staffIn } from './consent-rows.ts';
import type { CorrectedField, Correction } from './corrections-store.ts';
import { purposeLabels } from './purpose-labels.ts';
import type { Room } from './room.ts';

interface TimelineDecision {
  readonly kind: 'decision';
  /** When a break ends by itself. */
  readonly until: Date | null;
  readonly at: Date;
  readonly act: Act;
  /** Whether it says yes: filled in the timeline, a ring otherwise. */
  readonly yes: boolean;
  readonly channel: Channel;
  readonly actor: Actor['kind'];
  readonly by: string | null;
  readonly purposes: readonly string[];
  readonly statementVersion: number;
  readonly form: string | null;
  readonly page: string | null;
  readonly evidence: string | null;
  /** The words it was made under, as they were then (CON-3). */
  readonly wordings: readonly { readonly label: string; readonly text: string; readonly hash: string }[];
}

interface TimelineCorrection {
  readonly kind: 'correction';
  readonly at: Date;
  readonly by: string | null;
  readonly fields: readonly CorrectedField[];
  readonly reason: string;
}

/** An opt-out of the address, from when it got nothing from us. */
interface TimelineBlock {
  readonly kind: 'block';
  readonly at: Date;
  readonly by: string | null;
  readonly channel: Channel;
  readonly evidence: string;
}

export type TimelineEntry = TimelineDecision | TimelineCorrection | TimelineBlock;

/** The timeline in the language of whoever looks at it; the words agreed to stay in their own. */
export async function readTimeline(
  room: Room,
  { id, email }: Pick<Subscriber, 'id' | 'email'>,
  language: Language,
  history: readonly Decision[],
): Promise<readonly TimelineEntry[]> {
  const corrections = await room.corrections.list(id);
  const blocks = await room.blockNotes.list(room.consent.suppressionHashes(email));
  const writers = [...corrections, ...blocks].map(({ by }) => by);
  const names = await room.accounts.namesOf([...staffIn(history), ...writers]);
  const labels = await purposeLabels(room, language);
  const entries = await Promise.all(
    inOneGo(history).map((group) => asEntry(room, group, shownAct(group[0]!, history), labels, names)),
  );
  const notes = corrections.map((correction) => asNote(correction, names));
  const blocked = blocks.map((block) => asBlock(block, names));
  return [...entries, ...notes, ...blocked].sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** Decisions of one kind that were made in one go belong into one entry. */
function inOneGo(history: readonly Decision[]): readonly Decision[][] {
  const groups = new Map<string, Decision[]>();
  for (const decision of [...history].reverse()) {
    const { at, recordedAt, channel, actor, evidence } = decision;
    const key = JSON.stringify([shownAct(decision, history), at, recordedAt, channel, actor, evidence?.text]);
    groups.set(key, [...(groups.get(key) ?? []), decision]);
  }
  return [...groups.values()];
}

async function asEntry(
  room: Room,
  group: readonly Decision[],
  act: Act,
  labels: ReadonlyMap<PurposeKey, string>,
  names: ReadonlyMap<AccountId, string>,
): Promise<TimelineDecision> {
  const [first] = group as [Decision];
  const { at, until, channel, actor, statementVersion, form, page, evidence } = first;
  const hashes = group.flatMap(({ wording }) => (wording ? [wording] : []));
  const wordings = await Promise.all(hashes.map((hash) => room.consent.wordingByHash(hash)));
  return {
    kind: 'decision',
    at,
    until: until ?? null,
    act,
    yes: act === 'given' || act === 'confirmed',
    channel,
    actor: actor.kind,
    by: actor.kind === 'staff' ? (names.get(actor.id) ?? null) : null,
    purposes: group.map(({ purpose }) => labels.get(purpose) ?? purpose),
    statementVersion,
    form,
    page,
    evidence: evidence?.text ?? null,
    wordings: wordings.filter((wording) => wording !== null),
  };
}

function asNote(
  { at, by, fields, reason }: Correction,
  names: ReadonlyMap<AccountId, string>,
): TimelineCorrection {
  return { kind: 'correction', at, by: names.get(by) ?? null, fields, reason };
}

function asBlock(
  { at, by, channel, evidence }: BlockNote,
  names: ReadonlyMap<AccountId, string>,
): TimelineBlock {
  return { kind: 'block', at, by: names.get(by) ?? null, channel, evidence };
}
