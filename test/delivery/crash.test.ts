import { expect } from 'chai';
import { runRounds } from '../../scripts/test/crash/run-rounds.ts';

describe('Workers that crash', function () {
  this.timeout(120_000);

  it('DEL-2 DEL-3 killed, standing still, with lines that break: nobody gets it twice, nobody is lost', async () => {
    const { rounds, accepted, sentTwice, lost, tooUncertain, endedInMs } = await runRounds({
      uri: process.env['MONGODB_TEST_URI']!,
      rounds: ['kill', 'stall'],
      people: 150,
      killDatabase: () => Promise.reject(new Error('others use it')),
      report: () => undefined,
    });
    expect({ rounds, sentTwice, lost, tooUncertain }).to.deep.equal({
      ...{ rounds: 2, sentTwice: 0, lost: 0, tooUncertain: false },
    });
    expect(accepted).to.be.greaterThan(200);
    expect(endedInMs, 'SIGTERM').to.be.lessThan(10_000);
  });
});
