/** Rules as pure functions: what may be asked, one form for what says the same, and the same answer by bitmap and by person. */
import { expect } from 'chai';
import fc from 'fast-check';
import { bitsOf, has } from '../../server/groups/cut/bits.ts';
import { evaluateRule } from '../../server/groups/cut/evaluate-rule.ts';
import { readRuleForm, toForm, toRule } from '../../server/groups/pages/rule-form.ts';
import { canonicalText } from '../../server/groups/rules/canonical.ts';
import { allowedFields } from '../../server/groups/rules/allowed-fields.ts';
import { meetsRule } from '../../server/groups/rules/meets-rule.ts';
import { type Rule, ruleSchema, type Term } from '../../server/groups/rules/rule.ts';
import { type PersonFacts, type Value, valuesOf } from '../../server/groups/rules/values.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';

const now = new Date('2026-06-01T10:00:00Z');
const topic = fc.constantFrom('roses', 'garden');
const term: fc.Arbitrary<Term> = fc.oneof(
  topic.map((value): Term => ({ field: 'topic', value })),
  topic.map((value): Term => ({ field: 'topic', value, strength: 'strong' })),
  fc.constantFrom<Term>(
    { field: 'language', value: 'nl' },
    { field: 'region', value: '97' },
    { field: 'activity', value: '1-year' },
    { field: 'customer', value: 'yes' },
    { field: 'channel', value: 'post' },
  ),
);
const several = (inner: fc.Arbitrary<Rule>) => fc.array(inner, { minLength: 1, maxLength: 3 });
const level = (inner: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
  fc.oneof(
    inner,
    several(inner).map((all) => ({ all })),
    several(inner).map((any) => ({ any })),
    inner.map((not) => ({ not })),
  );
const rule = level(level(level(term)));
const agreed = fc.subarray([
  ...['newsletter.weekly.email', 'newsletter.weekly.post', 'newsletter.monthly.email'],
  ...['interests.told', 'interests.orders'],
]);
const signal = fc.record({
  topic,
  source: fc.constantFrom('told', 'order'),
  observedAt: fc.constantFrom(new Date('2026-05-01'), new Date('2025-11-01')),
});
const person: fc.Arbitrary<PersonFacts> = fc
  .record({
    ...{ agreed, signals: fc.array(signal, { maxLength: 3 }) },
    ...{ language: fc.constantFrom('nl', 'en'), region: fc.constantFrom('97', '12', null) },
    ...{ lastActivity: fc.constantFrom('order', 'decision'), age: fc.integer({ min: 0, max: 900 }) },
  })
  .map((one) => {
    const id = 'aaaaaaaaaaaaaaaa' as SubscriberId;
    const lastActivityAt = new Date(now.getTime() - one.age * 86_400_000);
    return {
      traits: {
        ...{ id, lastActivityAt, language: one.language as 'nl', region: one.region },
        lastActivity: one.lastActivity as 'order',
      },
      agreed: one.agreed,
      signals: one.signals.map(({ source, ...rest }) => ({
        ...{ subscriber: id, source: source as 'told', expiresAt: null, ...rest },
        purpose: source === 'told' ? 'interests.told' : 'interests.orders',
      })),
    };
  });

describe('Rules', () => {
  it('CON-12 say of a person alone at the hand-over what the bitmaps of the cut say of everybody', () => {
    fc.assert(
      fc.property(fc.array(person, { maxLength: 25 }), rule, (people, asked) => {
        const all = people.map((facts) => valuesOf(facts, now));
        const names = new Set(all.flatMap((values) => [...values]));
        const having = (value: Value) =>
          bitsOf(all.flatMap((values, ordinal) => (values.has(value) ? [ordinal] : [])));
        const bitmaps = new Map([...names].map((value) => [value, having(value)]));
        const everyone = bitsOf(all.map((_, ordinal) => ordinal));
        const one = all.flatMap((values, ordinal) => (meetsRule(asked, values) ? [ordinal] : []));
        const found = evaluateRule(asked, bitmaps, everyone);
        expect(all.flatMap((_, ordinal) => (has(found, ordinal) ? [ordinal] : []))).to.deep.equal(one);
      }),
    );
  });

  it('SEG-5 have one form whatever their order, repetitions and double negations, and it says the same', () => {
    fc.assert(
      fc.property(rule, person, (asked, one) => {
        const values = valuesOf(one, now);
        const form = canonicalText(asked);
        for (const other of [turned(asked), { not: { not: asked } }, { all: [asked, turned(asked)] }])
          expect(canonicalText(other)).to.equal(form);
        expect(canonicalText(JSON.parse(form) as Rule)).to.equal(form);
        expect(meetsRule({ not: { not: asked } }, values)).to.equal(meetsRule(asked, values));
      }),
    );
  });

  it('SEG-8 see by a field only who gave the purpose that covers it, in ‘not’ too', () => {
    const covering: Readonly<Record<string, RegExp>> = {
      topic: /^interests\./,
      customer: /^interests\.orders$/,
      region: /\.post$/,
      activity: /^interests\./,
    };
    fc.assert(
      fc.property(term, fc.boolean(), person, (asked, no, one) => {
        const covered = covering[asked.field];
        if (!covered || one.agreed.some((purpose) => covered.test(purpose))) return;
        expect(meetsRule(no ? { not: asked } : asked, valuesOf(one, now))).to.equal(false);
      }),
    );
  });

  it('SEG-8 cannot ask for anything that is not on the list, whatever is sent', () => {
    const fields = ['gender', 'age', 'religion', 'health', 'ethnicity', 'postcode', 'email', 'name', 'notes'];
    const terms = [...fields, '__proto__', 'constructor'].map((field) => ({ field, value: '1234' }));
    const values = [
      ...[
        { field: 'region', value: '9712' },
        { field: 'region', value: '9712 AB' },
      ],
      ...[
        { field: 'region', value: '' },
        { field: 'topic', value: 'free text, of any kind' },
      ],
      ...[
        { field: 'language', value: 'ar' },
        { field: 'activity', value: '3 days' },
      ],
      { field: 'topic', value: 'roses', age: 30 },
    ];
    for (const wrong of [...terms, ...values, {}, [], 'topic:roses', null, { all: [] }])
      for (const sent of [wrong, { not: wrong }, { any: [{ field: 'language', value: 'nl' }, wrong] }])
        expect(ruleSchema.safeParse(sent).success, JSON.stringify(sent)).to.equal(false);
    expect(Object.keys(allowedFields)).to.have.members([
      ...['topic', 'language', 'channel', 'region', 'activity', 'customer'],
    ]);
    for (const { why } of Object.values(allowedFields)) expect(why).to.have.length.above(20);
  });

  it('SEG-8 are refused when they are deeper than three levels or longer than 24 terms', () => {
    const one: Rule = { field: 'language', value: 'nl' };
    const deep = (levels: number): Rule => (levels === 0 ? one : { all: [deep(levels - 1), one] });
    expect(ruleSchema.safeParse(deep(3)).success).to.equal(true);
    expect(ruleSchema.safeParse(deep(4)).success).to.equal(false);
    expect(ruleSchema.safeParse(deep(500)).success).to.equal(false);
    const wide = { any: Array.from({ length: 5 }, () => ({ all: [one, one, one, one, one] })) };
    expect(ruleSchema.safeParse(wide).success).to.equal(false);
  });

  it('come back from the rows of the form as they were made', () => {
    const made = toRule(
      readRuleForm({
        ...{ join: 'all', 'how-0': 'any', 'what-0': ['topic:roses', 'topic:garden:strong', ''] },
        ...{ 'how-1': 'none', 'what-1': 'region:97', 'how-2': 'all', 'what-2': '' },
      }),
    );
    const roses = { field: 'topic', value: 'roses' };
    const garden = { field: 'topic', value: 'garden', strength: 'strong' };
    const region = { field: 'region', value: '97' };
    expect(made).to.deep.equal({ all: [{ any: [roses, garden] }, { not: region }] });
    expect(toRule(toForm(made as Rule)!)).to.deep.equal(made);
    expect(toForm({ all: [{ any: [{ all: [roses, region] } as Rule, roses as Rule] }] })).to.equal(null);
  });
});

// The same rule with its parts in the other order.
function turned(asked: Rule): Rule {
  if ('all' in asked) return { all: [...asked.all].reverse().map(turned) };
  if ('any' in asked) return { any: [...asked.any].reverse().map(turned) };
  return 'not' in asked ? { not: turned(asked.not) } : asked;
}
