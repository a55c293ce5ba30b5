import { expect } from 'chai';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus } from '../../server/platform/clock/index.ts';
import { classifyRefusal, nextTry, statusOf } from '../../server/platform/mail/index.ts';

describe('What a refusal says of an address', () => {
  const expected: Record<string, string> = {
    '5.1.1': 'unknown block',
    '5.1.2': 'unknown block',
    '5.1.3': 'unknown block',
    '5.1.10': 'unknown block',
    '5.1.100': 'other run',
    '5.2.1': 'closed twice',
    '5.2.2': 'full run',
    '4.2.2': 'full run',
    '5.3.4': 'size run',
    '4.2.1': 'temporary run',
    '4.7.1': 'temporary run',
    '5.0.0': 'other run',
    '5.4.1': 'other run',
    '5.7.1': 'policy alert',
    '5.7.26': 'policy alert',
    '5.1.8': 'policy alert',
    '5.6.7': 'letters nothing',
    '5.6.0': 'message nothing',
    '550': 'other run',
    '552': 'full run',
    '554': 'other run',
    '450': 'temporary run',
    '535': 'policy alert',
    'not composed': 'message nothing',
  };
  for (const [code, wanted] of Object.entries(expected)) {
    it(`MAIL-9 ${code}: ${wanted}`, () => {
      const { kind, effect } = classifyRefusal(statusOf(code));
      expect(`${kind} ${effect}`).to.equal(wanted);
    });
  }

  it('MAIL-9 the enhanced code goes before the three digits, unless its class is another one', () => {
    expect(classifyRefusal({ status: '554', enhanced: '5.1.1' }).effect).to.equal('block');
    expect(classifyRefusal({ status: '450', enhanced: '5.1.1' }).effect).to.equal('run');
    expect(classifyRefusal({ status: '550', enhanced: '2.1.5' }).effect).to.equal('run');
  });
});

describe('When a mail that was refused for now is tried again', () => {
  const start = new Date('2026-03-01T12:00:00Z');
  const wait = (tries: number, random: number) =>
    nextTry(tries, start, start, () => random)!.getTime() - start.getTime();

  it('DEL-5 waits grow threefold from 5 minutes to 12 hours, each up to a quarter longer', () => {
    expect([1, 2, 3].map((tries) => wait(tries, 0))).to.deep.equal([5, 15, 45].map((n) => n * MINUTE_MS));
    expect(wait(9, 0)).to.equal(12 * HOUR_MS);
    expect(wait(1, 0.5)).to.equal(5.625 * MINUTE_MS);
    expect(wait(9, 1)).to.equal(15 * HOUR_MS);
  });

  it('DEL-5 no try comes later than 72 hours after the first', () => {
    for (const random of [0, 0.3, 0.999]) {
      let [tries, at, last] = [1, nextTry(1, start, start, () => random), start];
      while (at) [tries, last, at] = [tries + 1, at, nextTry(tries + 1, start, at, () => random)];
      expect(last.getTime()).to.be.within(
        plus(start, 2 * DAY_MS).getTime(),
        plus(start, 3 * DAY_MS).getTime(),
      );
    }
  });
});
