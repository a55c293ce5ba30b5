/** Rules of six terms each, no two alike, as somebody could make them with the form. */
import type { Rule } from '../../../server/groups/index.ts';
import { topics } from './seed.ts';

/** As many as are asked for. */
export function questions(count: number): readonly Rule[] {
  const rules: Rule[] = [];
  for (let region = 10; region < 100; region += 1)
    for (const [index, roses] of topics.entries()) {
      const other = topics[(index + 1 + (region % 6)) % topics.length]!;
      const third = topics[(index + 3 + (region % 3)) % topics.length]!;
      rules.push({
        all: [
          {
            any: [
              { field: 'topic', value: roses },
              { field: 'topic', value: other },
              { field: 'region', value: `${region}` },
            ],
          },
          { not: { field: 'topic', value: third, strength: 'strong' } },
          { any: [{ field: 'language', value: 'nl' }, { not: { field: 'customer', value: 'recent' } }] },
        ],
      });
    }
  if (count > rules.length) throw new Error(`there are ${rules.length} questions`);
  // From all over, so that neighbours in the list are not neighbours in the bench.
  return Array.from({ length: count }, (_, index) => rules[(index * 397) % rules.length]!);
}

/** In milliseconds: nineteen of twenty took no longer. */
export function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}
