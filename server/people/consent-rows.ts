/** The rows of the card's table of consents: each purpose, what stands, since when and how. */
import type { Channel, Decision, Purpose, PurposeStanding, Standing } from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import { purposeLabels } from './purpose-labels.ts';
import type { Room } from './room.ts';

export interface ConsentRow {
  readonly purpose: Purpose['key'];
  readonly label: string;
  /** 'customer-before' got it because of a sale that counts no more. */
  readonly state: 'agreed' | 'customer' | 'customer-before' | 'stopped' | 'never-asked';
  readonly since: Date | null;
  /** The end of a break that goes on. */
  readonly pausedUntil: Date | null;
  readonly channel: Channel | null;
  /** The member of staff who wrote it down. */
  readonly by: string | null;
}

/** One row a purpose, also for those that the person was never asked about. */
export async function consentRows(
  room: Room,
  language: Language,
  standing: Standing,
  history: readonly Decision[],
): Promise<readonly ConsentRow[]> {
  const labels = await purposeLabels(room, language);
  const decisions = new Map(history.map((decision) => [decision.id, decision]));
  const names = await room.accounts.namesOf(staffIn(history));
  const now = room.clock();
  const salesSince = await room.consent.salesSince();
  return [...labels].map(([purpose, label]) => {
    const stands = standing.get(purpose);
    const decision = stands && decisions.get(stands.decision);
    return {
      purpose,
      label,
      state: stateOf(stands, salesSince),
      since: stands?.since ?? null,
      pausedUntil: stands?.pausedUntil && stands.pausedUntil > now ? stands.pausedUntil : null,
      channel: decision?.channel ?? null,
      by: decision?.actor.kind === 'staff' ? (names.get(decision.actor.id) ?? null) : null,
    };
  });
}

/** The accounts that wrote lines of this history. */
export function staffIn(history: readonly Decision[]) {
  return history.flatMap(({ actor }) => (actor.kind === 'staff' ? [actor.id] : []));
}

function stateOf(stands: PurposeStanding | undefined, salesSince: Date | null): ConsentRow['state'] {
  if (!stands) return 'never-asked';
  if (!stands.agreed) return 'stopped';
  if (!stands.soldAt) return 'agreed';
  return salesSince && stands.soldAt >= salesSince ? 'customer' : 'customer-before';
}
