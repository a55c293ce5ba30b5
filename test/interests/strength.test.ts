/** The strength of an interest: what holds for every set of signals. */
import { expect } from 'chai';
import fc from 'fast-check';
import { bandOf, type Counted, nextChange, strengthOf } from '../../server/interests/profile/strength.ts';
import { DAY_MS, plus, plusMonths } from '../../server/platform/clock/index.ts';

const now = new Date('2026-06-15T12:00:00Z');
const signal: fc.Arbitrary<Counted> = fc
  .record({
    source: fc.constantFrom('told' as const, 'account' as const, 'order' as const, 'website' as const),
    days: fc.integer({ min: 0, max: 800 }),
  })
  .map(({ source, days }) => {
    const observedAt = plus(now, -days * DAY_MS);
    const months = { told: null, account: null, order: 12, website: 6 }[source];
    return { source, observedAt, expiresAt: months === null ? null : plusMonths(observedAt, months) };
  });
const signals = fc.array(signal, { maxLength: 12 });
const expired = ({ expiresAt }: Counted) => expiresAt !== null && expiresAt <= now;

describe('The strength of an interest', () => {
  it('SEG-1 lies between 0 and 1, and grows with each signal that has not expired', () => {
    fc.assert(
      fc.property(signals, signal, (list, more) => {
        const before = strengthOf(list, now);
        const after = strengthOf([...list, more], now);
        expect(before).to.be.within(0, 1);
        if (expired(more)) expect(after).to.equal(before);
        else expect(after - before).to.be.at.least(-1e-12);
      }),
    );
  });

  it('SEG-1 counts nothing that has expired', () => {
    fc.assert(
      fc.property(signals, (list) => {
        const living = list.filter((one) => !expired(one));
        expect(strengthOf(list, now)).to.equal(strengthOf(living, now));
      }),
    );
  });

  it('is the same in whatever order the signals come', () => {
    const shuffled = signals.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(strengthOf(other, now)).to.equal(strengthOf(list, now));
      }),
    );
  });

  it('only falls while time passes, and stays in its band until the day that is foretold', () => {
    fc.assert(
      fc.property(signals, fc.integer({ min: 1, max: 500 }), (list, days) => {
        const later = plus(now, days * DAY_MS);
        expect(strengthOf(list, later)).to.be.at.most(strengthOf(list, now) + 1e-12);
        const change = nextChange(list, now);
        if (change === null || later < change)
          expect(bandOf(strengthOf(list, later))).to.equal(bandOf(strengthOf(list, now)));
        if (change !== null) expect(change > now).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('halves what an order says after 180 days, and keeps what was told', () => {
    const observedAt = plus(now, -180 * DAY_MS);
    const strength = (source: Counted['source']) =>
      strengthOf([{ source, observedAt, expiresAt: null }], now).toFixed(3);
    expect([strength('told'), strength('order')]).to.deep.equal(['0.900', '0.250']);
  });
});
