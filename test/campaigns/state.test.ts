/** The states of a campaign, through every edge. */
import { expect } from 'chai';
import {
  type CampaignEvent,
  type CampaignState,
  campaignStates,
  nextState,
} from '../../server/campaigns/editing/campaign-state.ts';

const events: readonly CampaignEvent[] = [
  'edit',
  'ask',
  'give-back',
  'approve',
  'reschedule',
  'freeze',
  'finish',
  'withdraw',
  'stop',
];

const table: Readonly<Record<CampaignState, readonly (CampaignState | null)[]>> = {
  draft: ['draft', 'asked', null, 'scheduled', null, null, null, null, null],
  asked: ['draft', null, 'draft', 'scheduled', null, null, null, null, null],
  scheduled: [null, null, null, null, 'scheduled', 'sending', 'sent', 'draft', 'stopped'],
  sending: [null, null, null, null, null, 'sending', 'sent', 'draft', 'stopped'],
  sent: [null, null, null, null, null, null, 'sent', null, null],
  stopped: [null, null, null, null, null, null, 'stopped', null, null],
};

describe('The state of a campaign', () => {
  for (const state of campaignStates) {
    events.forEach((event, index) => {
      const after = table[state][index] ?? null;
      it(`is ${after ?? 'refused'} when ${event} happens to ${state}`, () => {
        expect(nextState(state, event)).to.equal(after);
      });
    });
  }
});
