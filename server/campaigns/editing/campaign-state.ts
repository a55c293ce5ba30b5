/** The editorial state of a campaign as a pure function; how far sending is, delivery knows. */

export const campaignStates = ['draft', 'asked', 'scheduled', 'sending', 'sent', 'stopped'] as const;
/**
 * 'asked' waits for a second person; 'scheduled' waits for its minute or its hour; 'stopped' was cancelled after some
 * people got it.
 */
export type CampaignState = (typeof campaignStates)[number];

/**
 * edit: the content changed · ask: the writer asks a second person · give-back: that person, or the writer, says no ·
 * approve: somebody pressed Send · reschedule: it begins at another time · freeze: delivery reads the audience ·
 * finish: every recipient has an outcome · withdraw: cancelled and nobody got it · stop: cancelled and somebody got it
 */
export type CampaignEvent =
  'edit' | 'ask' | 'give-back' | 'approve' | 'reschedule' | 'freeze' | 'finish' | 'withdraw' | 'stop';

const edges: Readonly<Record<CampaignState, Partial<Readonly<Record<CampaignEvent, CampaignState>>>>> = {
  draft: { edit: 'draft', ask: 'asked', approve: 'scheduled' },
  // What was changed after the request is not what was asked about.
  asked: { edit: 'draft', 'give-back': 'draft', approve: 'scheduled' },
  scheduled: {
    reschedule: 'scheduled',
    freeze: 'sending',
    finish: 'sent',
    withdraw: 'draft',
    stop: 'stopped',
  },
  // A freeze that was interrupted is done again, so that it may be told twice.
  sending: { freeze: 'sending', finish: 'sent', withdraw: 'draft', stop: 'stopped' },
  sent: { finish: 'sent' },
  stopped: { finish: 'stopped' },
};

/** The state after the event, or null where it cannot happen. */
export function nextState(state: CampaignState, event: CampaignEvent): CampaignState | null {
  return edges[state][event] ?? null;
}

/** Whether it was let go and not everybody has an outcome. */
export function isUnderWay(state: CampaignState): boolean {
  return state === 'scheduled' || state === 'sending';
}

/** The states that the event may find the campaign in. */
export function statesBefore(event: CampaignEvent): readonly CampaignState[] {
  return campaignStates.filter((state) => nextState(state, event) !== null);
}
