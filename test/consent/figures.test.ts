/** Consents over time: the summing by itself, and what the ledger adds up to through the room's door and on the page. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Act, Channel, Decision, Purpose } from '../../server/consent/index.ts';
import type { Erased } from '../../server/consent/figures/figures.ts';
import { byDay, byMonth, spanOf, waysByMonth } from '../../server/consent/figures/in-range.ts';
import { sumDecisions } from '../../server/consent/figures/sum-decisions.ts';
import type { DecisionId, LedgerId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const letters = 'newsletter.letters.email';
const paper = 'newsletter.letters.post';
const told = 'interests.told';
const purposeOf = (key: string, needsConfirmation: boolean, channel: Purpose['channel']): Purpose => ({
  ...{ key, needsConfirmation, channel, newsletter: null, termMonths: null },
});
const purposes = new Map([
  [letters, purposeOf(letters, true, 'email')],
  [paper, purposeOf(paper, false, 'post')],
  [told, purposeOf(told, false, null)],
]);

/** Day of November, act; and what else is not as usual. */
type Line = readonly [day: number, act: Act, rest?: Partial<Decision>];

const sumOf = (ledgers: readonly (readonly Line[])[], erased: readonly Erased[] = []) => {
  const summing = sumDecisions(purposes);
  erased.forEach(summing.erased);
  ledgers.forEach((lines, n) =>
    lines.forEach(([day, act, rest]) => {
      const at = new Date(Date.UTC(2026, 10, day, 12));
      summing.add({
        ...{
          id: 'd' as DecisionId,
          ledgerId: `l${n}` as LedgerId,
          purpose: letters,
          act,
          at,
          recordedAt: at,
        },
        ...{ wording: null, language: 'nl', statementVersion: 1, form: null, page: null, channel: 'page' },
        ...{ actor: { kind: 'subscriber' }, ...rest },
      });
    }),
  );
  return summing.sums();
};
const on = (day: number) => `2026-11-${String(day).padStart(2, '0')}`;

describe('consent: figures', () => {
  it('count an e-mail newsletter from its confirmation, and everything else at once', () => {
    const { purposes: days, lines } = sumOf([
      [
        [1, 'given'],
        [3, 'confirmed', { channel: 'counter' }],
        [4, 'given', { purpose: paper }],
      ],
      [[2, 'given']],
    ]);
    expect(days.get(letters)).to.deep.equal([{ day: on(3), agreed: 1, yes: { counter: 1 }, ends: {} }]);
    expect(days.get(paper)).to.deep.equal([{ day: on(4), agreed: 1, yes: { page: 1 }, ends: {} }]);
    expect(lines).to.equal(4);
  });

  it('count a yes that is said twice once, and end nothing with a break', () => {
    const { purposes: days, leaving } = sumOf([
      [
        [1, 'given', { purpose: paper }],
        [2, 'given', { purpose: paper }],
        [3, 'paused', { purpose: paper, until: new Date('2027-01-01') }],
        [4, 'resumed', { purpose: paper }],
      ],
    ]);
    expect(days.get(paper)).to.deep.equal([{ day: on(1), agreed: 1, yes: { page: 1 }, ends: {} }]);
    expect(leaving).to.deep.equal([]);
  });

  it('count on and off on the same day as both, and tell the ways out apart', () => {
    const yes = (purpose: string): Line => [1, 'given', { purpose }];
    const { purposes: days, leaving } = sumOf([
      [yes(paper), [1, 'withdrawn', { purpose: paper, channel: 'one-click' }]],
      [yes(paper), [2, 'lapsed', { purpose: paper, channel: 'system' }]],
      [yes(paper), [2, 'withdrawn', { purpose: paper, form: 'my-data' }]],
      [yes(told), [2, 'objected', { purpose: told, channel: 'telephone' }]],
    ]);
    expect(days.get(paper)).to.deep.equal([
      { day: on(1), agreed: 2, yes: { page: 3 }, ends: { 'one-click': 1 } },
      { day: on(2), agreed: 0, yes: {}, ends: { lapsed: 1, login: 1 } },
    ]);
    expect(days.get(told)!.at(-1)).to.deep.equal({ day: on(2), agreed: 0, yes: {}, ends: { telephone: 1 } });
    expect(leaving, 'an objection to interests is no leaving').to.deep.equal([
      { day: on(1), people: { 'one-click': 1 } },
      { day: on(2), people: { lapsed: 1, login: 1 } },
    ]);
  });

  it('count who stops everything once among those who left, and who was erased', () => {
    const left = { channel: 'letter' } as const;
    const both: readonly Line[] = [
      [1, 'given'],
      [1, 'confirmed'],
      [1, 'given', { purpose: paper }],
    ];
    const { purposes: days, leaving } = sumOf(
      [[...both, [5, 'withdrawn', left], [5, 'withdrawn', { ...left, purpose: paper }]], both],
      [
        { day: on(6), purpose: paper, people: 1 },
        { day: on(6), purpose: null, people: 1 },
      ],
    );
    expect(days.get(paper)!.map(({ agreed }) => agreed)).to.deep.equal([2, 1, 0]);
    expect(leaving).to.deep.equal([
      { day: on(5), people: { letter: 1 } },
      { day: on(6), people: { erased: 1 } },
    ]);
  });

  it('let what was written down late count no earlier than what it ended, and nothing ahead of its recording', () => {
    const { purposes: days } = sumOf([
      [
        [10, 'given', { purpose: paper }],
        [5, 'withdrawn', { purpose: paper, recordedAt: new Date('2026-11-15') }],
      ],
      [[20, 'given', { purpose: paper, recordedAt: new Date('2026-11-11T12:00:00Z') }]],
      [[1, 'given', { purpose: 'newsletter.gone.email' }]],
    ]);
    expect(days.get(paper)!.map(({ day, agreed }) => [day, agreed])).to.deep.equal([
      [on(10), 0],
      [on(11), 1],
    ]);
  });

  it('begin a day at midnight in the Netherlands', () => {
    const at = new Date('2026-11-22T23:30:00Z');
    const { purposes: days } = sumOf([[[22, 'given', { purpose: paper, at, recordedAt: at }]]]);
    expect(days.get(paper)![0]!.day).to.equal('2026-11-23');
  });

  it('never fall below zero, and end at what stands, whatever was decided in whichever order', () => {
    const act = fc.constantFrom<Act>('given', 'confirmed', 'refused', 'withdrawn', 'objected', 'paused');
    const lines = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 28 }), act, fc.constant({ recordedAt: new Date('2026-12-01') })),
    );
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 6 }), (ledgers) => {
        const days = sumOf(ledgers).purposes.get(letters) ?? [];
        for (const { agreed } of days) expect(agreed).to.be.at.least(0);
        const standing = ledgers.filter((each) => {
          const last = each.findLast(([, what]) => what !== 'paused' && what !== 'given')?.[1];
          return last === 'confirmed';
        });
        expect(days.at(-1)?.agreed ?? 0).to.equal(standing.length);
      }),
    );
  });

  it('show every day and every month of a range, with what stood before it', () => {
    const days = [
      { day: '2026-09-30', agreed: 4, yes: { page: 4 }, ends: {} },
      { day: '2026-11-02', agreed: 5, yes: { page: 3 }, ends: { letter: 2 } },
    ];
    const span = spanOf('30-days', '2026-11-22', '2026-09-30');
    expect(span).to.deep.equal({ from: '2026-10-24', to: '2026-11-22' });
    const each = byDay(days, span);
    expect([each.length, each[0]!.agreed, each.at(-1)!.agreed]).to.deep.equal([30, 4, 5]);
    expect(spanOf('12-months', '2026-11-22', '').from).to.equal('2025-12-01');
    expect(byMonth(days, spanOf('all', '2026-11-22', '2026-09-30'))).to.deep.equal([
      { period: '2026-09', agreed: 4, yes: 4, ends: 0 },
      { period: '2026-10', agreed: 4, yes: 0, ends: 0 },
      { period: '2026-11', agreed: 5, yes: 3, ends: 2 },
    ]);
    const leaving = [
      { day: '2026-10-31', people: { page: 1 } },
      { day: '2026-11-01', people: { page: 1, letter: 2 } },
      { day: '2026-11-02', people: { page: 2 } },
    ];
    expect(waysByMonth(leaving, { from: '2026-11-01', to: '2026-11-30' })).to.deep.equal([
      { month: '2026-11', way: 'page', people: 3 },
      { month: '2026-11', way: 'letter', people: 2 },
    ]);
  });
});

describe('The page of consents over time', () => {
  let shop: TestApp;
  let marketer: Awaited<ReturnType<TestApp['staff']>>;
  const page = '/staff/consents';

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    marketer = await shop.staff('marketer');
  });
  after(() => shop.close());

  const stop = async (n: number, channel: Channel) => {
    const id = await addPerson(shop, { email: `${channel}${n}@example.com` });
    const how = { form: null, page: null, language: 'nl', statementVersion: 1, at: shop.clock() } as const;
    await shop.app.consent.stopEverything(id, { ...how, channel, actor: { kind: 'subscriber' } });
    return id;
  };
  const agreedNow = async () =>
    (await shop.app.consent.figures.read())!.purposes.get(emailPurpose)?.at(-1)?.agreed;

  it('UX-5 says that nothing was counted, and then that nobody decided anything', async () => {
    expect((await marketer.get(page).expect(200)).text).to.include('Nothing has been counted yet');
    await marketer.post(`${page}/count`).expect(303);
    expect((await marketer.get(page)).text).to.include('We are counting the ledger');
    await shop.work();
    expect((await marketer.get(page)).text).to.include('There is no yes or no in the ledger yet');
  });

  it('is counted by itself once a day, and again when somebody asks', async () => {
    const anna = await addPerson(shop, { email: 'anna@example.com' });
    await shop.work();
    expect(await agreedNow()).to.equal(1);
    await addPerson(shop, { email: 'bob@example.com' });
    await shop.work();
    expect(await agreedNow(), 'not twice a day').to.equal(1);
    await marketer.post(`${page}/count`).expect(303);
    await shop.work();
    expect(await agreedNow()).to.equal(2);
    await shop.app.privacy.eraseSubscriber(anna, { kind: 'subscriber' });
    shop.clock.advance(24 * 60 * 60 * 1000);
    await shop.work();
    expect(await agreedNow(), 'without who was erased').to.equal(1);
    expect((await shop.app.consent.figures.read())!.leaving).to.have.length(1);
  });

  it('shows a line for each purpose with the table beside it, and how many left by which way', async () => {
    for (let n = 0; n < 10; n += 1) await stop(n, 'one-click');
    await stop(0, 'letter');
    await marketer.post(`${page}/count`).expect(303);
    await shop.work();
    const { text } = await marketer.get(`${page}?range=30-days`).expect(200);
    expect(text).to.include('data-chart').and.include('Show as a table').and.include('Flower post by email');
    expect(text).to.match(/With the button of the mail program<\/span><b class="num">10</);
    expect(text).to.match(/By letter<\/span><b class="num">1</);
    expect(text).to.match(/By letter<\/td><td class="right"><em class="withheld">fewer than 10</);
    for (const range of ['12-months', 'all', 'odd'])
      expect((await marketer.get(`${page}?range=${range}`).expect(200)).text).to.include('data-chart');
    for (const [, asset] of text.matchAll(/"(\/assets\/(?:uplot|charts)[^"]+)"/g))
      await shop
        .visitor()
        .get(asset!)
        .expect(200)
        .expect('Cache-Control', /immutable/);
  });

  it('is for who reads the purposes, and not for the counter', async () => {
    const counter = await shop.staff('counter');
    await counter.get(page).expect(403);
    await counter.post(`${page}/count`).expect(403);
    expect((await counter.get('/staff')).text).to.not.include(page);
    const officer = await shop.staff('privacy-officer');
    expect((await officer.get(page).expect(200)).text).to.include(`href="${page}" aria-current`);
  });
});
