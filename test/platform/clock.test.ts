/** Days and times as the Netherlands count them, over both nights in which the clock is changed. */
import { expect } from 'chai';
import { dutchMoment, dutchTimeOfDay, startOfDutchDay } from '../../server/platform/clock/index.ts';
import { formatDuration } from '../../server/platform/i18n/index.ts';

const moment = (day: string, time: string) => {
  const found = dutchMoment(day, time);
  return found && `${found.at.toISOString().slice(0, 16)}${found.twice ? ' twice' : ''}`;
};

describe('Dutch time', () => {
  it('UX-1 a time in winter and in summer is the moment at which the clock shows it', () => {
    expect(moment('2026-11-24', '09:00')).to.equal('2026-11-24T08:00');
    expect(moment('2026-07-01', '09:00')).to.equal('2026-07-01T07:00');
    expect(moment('2026-07-01', '00:30')).to.equal('2026-06-30T22:30');
    expect(dutchTimeOfDay(new Date('2026-07-01T07:00:00Z'))).to.equal('09:00');
  });

  it('UX-1 the night in March has no hour from two to three', () => {
    expect(moment('2027-03-28', '01:59')).to.equal('2027-03-28T00:59');
    expect(moment('2027-03-28', '02:00')).to.equal(null);
    expect(moment('2027-03-28', '02:59')).to.equal(null);
    expect(moment('2027-03-28', '03:00')).to.equal('2027-03-28T01:00');
  });

  it('UX-1 the night in October has that hour twice, and the first counts', () => {
    expect(moment('2027-10-31', '01:59')).to.equal('2027-10-30T23:59');
    expect(moment('2027-10-31', '02:00')).to.equal('2027-10-31T00:00 twice');
    expect(moment('2027-10-31', '02:59')).to.equal('2027-10-31T00:59 twice');
    expect(moment('2027-10-31', '03:00')).to.equal('2027-10-31T02:00');
  });

  it('knows no day and no time that there is not', () => {
    expect(moment('2027-02-29', '09:00')).to.equal(null);
    expect(moment('2027-02-28', '24:30')).to.equal(null);
    expect(moment('tomorrow', '09:00')).to.equal(null);
    expect(startOfDutchDay('2027-02-29')).to.equal(null);
  });

  it('A11Y-4 a length of time is said by its two largest units', () => {
    const hours = 3_600_000;
    expect(formatDuration(34 * hours + 59_000, 'nl')).to.equal('1 dag en 10 uur');
    expect(formatDuration(2 * hours + 60_000, 'en')).to.equal('2 hours and 1 minute');
    expect(formatDuration(24 * hours + 60_000, 'en')).to.equal('1 day');
    expect(formatDuration(1, 'en')).to.equal('1 second');
  });
});
