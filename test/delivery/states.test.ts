import { expect } from 'chai';
import { openPatience } from '../../server/delivery/batches/patience.ts';
import fc from 'fast-check';
import { levelled, versionsToLevel } from '../../server/delivery/freeze/level-versions.ts';
import {
  nextMailingState,
  type MailingEvent,
  type MailingState,
} from '../../server/delivery/mailings/mailing-state.ts';
import {
  nextRecipient,
  type RecipientEvent,
  type RecipientState,
  type Tried,
} from '../../server/delivery/recipients/recipient-state.ts';
import { HOUR_MS, MINUTE_MS, plus } from '../../server/platform/clock/index.ts';

const now = new Date('2026-03-01T12:00:00Z');
const server = 'mx.example:25';

describe('The patience of a program that ends', () => {
  it('DEL-4 waits for answers until it is over, and then for none', async () => {
    const patience = openPatience();
    const never = new Promise<string>(() => undefined);
    expect(await patience.waitFor(Promise.resolve('here'))).to.equal('here');
    const waiting = patience.waitFor(never);
    patience.end();
    expect(await waiting).to.equal(null);
    expect(await patience.waitFor(never)).to.equal(null);
  });
});

describe('The life of a mailing', () => {
  const states: MailingState[] = ['waiting', 'freezing', 'sending', 'paused', 'cancelled', 'finished'];
  const events: MailingEvent[] = ['freeze', 'frozen', 'pause', 'resume', 'cancel', 'finish', 'send-again'];
  const allowed: Record<string, MailingState> = {
    'waiting freeze': 'freezing',
    'waiting pause': 'paused',
    'waiting cancel': 'cancelled',
    'freezing freeze': 'freezing',
    'freezing frozen': 'sending',
    'freezing pause': 'paused',
    'freezing cancel': 'cancelled',
    'sending pause': 'paused',
    'sending cancel': 'cancelled',
    'sending finish': 'finished',
    'paused resume': 'sending',
    'paused cancel': 'cancelled',
    'sending send-again': 'sending',
    'paused send-again': 'paused',
    'finished send-again': 'sending',
  };
  for (const state of states) {
    for (const event of events) {
      const after = allowed[`${state} ${event}`] ?? null;
      it(`DEL-4 ${state}, ${event}: ${after ?? 'cannot happen'}`, () => {
        expect(nextMailingState(state, event, true)).to.equal(after);
      });
    }
  }
  it('DEL-4 a pause before the end of the freeze resumes with the freeze', () => {
    expect(nextMailingState('paused', 'resume', false)).to.equal('waiting');
  });
});

describe('The life of a recipient', () => {
  const row = (state: RecipientState, tries = 1, firstTriedAt: Date | null = now): Tried => ({
    state,
    tries,
    firstTriedAt,
  });
  const answer = (result: (RecipientEvent & { kind: 'answer' })['result']): RecipientEvent => ({
    kind: 'answer',
    result,
  });
  const refused = (permanent: boolean) =>
    answer({ kind: 'refused', permanent, code: '4.2.0', reply: 'no', server });
  const events: Record<string, RecipientEvent> = {
    skip: { kind: 'skip' },
    unusable: { kind: 'unusable' },
    'hand-over': { kind: 'hand-over' },
    'not begun': { kind: 'not begun' },
    lost: { kind: 'lost' },
    accepted: answer({ kind: 'accepted', reply: '250 ok', server }),
    'refused for now': refused(false),
    'refused for good': refused(true),
    uncertain: answer({ kind: 'uncertain', reply: '' }),
    unreachable: answer({ kind: 'unreachable', reply: '' }),
  };
  const byAPerson: Record<string, RecipientEvent> = { 'send again': { kind: 'send-again' } };
  const allowed: Record<string, RecipientState> = {
    'uncertain send again': 'pending',
    'pending skip': 'skipped',
    'pending unusable': 'refused',
    'pending hand-over': 'handing-over',
    'handing-over skip': 'skipped',
    'handing-over unusable': 'refused',
    'handing-over not begun': 'pending',
    'handing-over lost': 'uncertain',
    'handing-over accepted': 'accepted',
    'handing-over refused for now': 'pending',
    'handing-over refused for good': 'refused',
    'handing-over uncertain': 'uncertain',
    'handing-over unreachable': 'pending',
  };
  for (const state of ['pending', 'handing-over', 'accepted', 'refused', 'uncertain', 'skipped'] as const) {
    for (const [name, event] of Object.entries({ ...events, ...byAPerson })) {
      const after = allowed[`${state} ${name}`] ?? null;
      it(`DEL-2 ${state}, ${name}: ${after ?? 'cannot happen'}`, () => {
        expect(nextRecipient(row(state), event, now)?.state ?? null).to.equal(after);
      });
    }
  }

  it('DEL-2 what a person has sent again begins anew', () => {
    expect(nextRecipient(row('uncertain', 3), byAPerson['send again']!, plus(now, HOUR_MS))).to.deep.include({
      ...{ tries: 0, firstTriedAt: null, nextTryAt: plus(now, HOUR_MS), code: null, reply: null },
    });
  });

  it('DEL-2 nothing that ended is ever sent again, whatever happens to it', () => {
    const anyEvents = fc.array(fc.constantFrom(...Object.values(events)), { maxLength: 12 });
    fc.assert(
      fc.property(anyEvents, (happened) => {
        let at = row('pending', 0, null);
        let ended = false;
        for (const event of happened) {
          const after = nextRecipient(at, event, now);
          if (ended) expect(after).to.equal(null);
          at = after ?? at;
          ended ||= ['accepted', 'refused', 'uncertain', 'skipped'].includes(at.state);
        }
      }),
    );
  });

  it('DEL-5 counts tries, not connection errors, and remembers the first', () => {
    const begun = nextRecipient(row('pending', 0, null), { kind: 'hand-over' }, now)!;
    const noTry = { tries: 0, firstTriedAt: null };
    expect(nextRecipient(begun, events['not begun']!, now)).to.deep.include({ ...noTry, nextTryAt: now });
    expect(nextRecipient(begun, events['unreachable']!, now)).to.deep.include({
      ...noTry,
      nextTryAt: plus(now, MINUTE_MS),
    });
    expect(nextRecipient(begun, refused(false), now, () => 0)).to.deep.include({
      tries: 1,
      firstTriedAt: now,
      nextTryAt: plus(now, 5 * MINUTE_MS),
    });
  });

  it('DEL-5 gives up after 72 hours', () => {
    const late = nextRecipient(row('handing-over', 12, plus(now, -71 * HOUR_MS)), refused(false), now);
    expect(late).to.deep.include({ state: 'refused', code: '4.2.0', reply: 'no', server, nextTryAt: null });
  });
});

describe('Levelling versions', () => {
  const level = (people: Record<string, number>, k: number) => {
    const before = new Map(Object.entries(people));
    return Object.fromEntries(levelled(before, versionsToLevel(before, k)));
  };
  it('SEG-9 a version with too few people falls to the default', () => {
    expect(level({ default: 100, roses: 9, garden: 10 }, 10)).to.deep.equal({ default: 109, garden: 10 });
  });
  it('SEG-9 a default with too few people takes all versions in', () => {
    expect(level({ default: 3, roses: 40, garden: 10 }, 10)).to.deep.equal({ default: 53 });
    expect(level({ roses: 40, garden: 4 }, 10)).to.deep.equal({ default: 44 });
  });
  it('SEG-9 nobody may be in the default', () => {
    expect(level({ roses: 40, garden: 10 }, 10)).to.deep.equal({ roses: 40, garden: 10 });
  });
  it('SEG-9 after levelling each version has 0 or at least k people, unless there is one version only', () => {
    const counts = fc.dictionary(fc.constantFrom('default', 'a', 'b', 'c'), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), (people, k) => {
        const after = level(people, k);
        const sum = (record: Record<string, number>) => Object.values(record).reduce((a, b) => a + b, 0);
        expect(sum(after)).to.equal(sum(people));
        const versions = Object.keys(after);
        if (versions.length !== 1 || versions[0] !== 'default') {
          expect(Object.values(after).every((count) => count >= k)).to.equal(true);
        }
      }),
    );
  });
});
