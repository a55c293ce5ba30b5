/** What a person does on these pages, as lines for the ledger. */
import type { Channel, NewDecision, PurposeKey, StopHow } from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';

/** Which page it was done on, when, and under which privacy statement. */
export interface How {
  readonly channel: Channel;
  /** Null for a one-click POST, which has neither form nor page. */
  readonly form: string | null;
  readonly page: string | null;
  readonly language: Language;
  readonly statementVersion: number;
  readonly at: Date;
}

/** The same, done by the person and not by staff for them. */
export function byThemselves(how: How): StopHow {
  return { ...how, actor: { kind: 'subscriber' } };
}

/** A yes by somebody who came by a signed link, which proves the address: it is confirmed in the same breath. */
export function givenAndConfirmed(
  purpose: PurposeKey,
  wording: string | null,
  how: How,
): readonly NewDecision[] {
  const line = { ...how, purpose, wording, actor: { kind: 'subscriber' as const } };
  return [
    { ...line, act: 'given' },
    { ...line, act: 'confirmed' },
  ];
}

export function withdrawn(purpose: PurposeKey, how: How): NewDecision {
  return { ...how, purpose, act: 'withdrawn', wording: null, actor: { kind: 'subscriber' } };
}
