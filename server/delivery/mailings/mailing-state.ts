/** The life of a mailing, as a pure function. */

export type MailingState = 'waiting' | 'freezing' | 'sending' | 'paused' | 'cancelled' | 'finished';
export type MailingEvent = 'freeze' | 'frozen' | 'pause' | 'resume' | 'cancel' | 'finish' | 'send-again';

const edges: Readonly<Record<MailingState, Partial<Record<MailingEvent, MailingState>>>> = {
  waiting: { freeze: 'freezing', pause: 'paused', cancel: 'cancelled' },
  // Freezing again: whoever froze before stopped in the middle.
  freezing: { freeze: 'freezing', frozen: 'sending', pause: 'paused', cancel: 'cancelled' },
  sending: { pause: 'paused', cancel: 'cancelled', finish: 'finished', 'send-again': 'sending' },
  paused: { resume: 'sending', cancel: 'cancelled', 'send-again': 'paused' },
  cancelled: {},
  // A person decided to send to the uncertain again.
  finished: { 'send-again': 'sending' },
};

/** The state after the event, or null where it cannot happen; a pause before the end of the freeze resumes by waiting. */
export function nextMailingState(
  state: MailingState,
  event: MailingEvent,
  frozen: boolean,
): MailingState | null {
  if (state === 'paused' && event === 'resume' && !frozen) return 'waiting';
  return edges[state][event] ?? null;
}
