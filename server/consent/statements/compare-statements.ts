/** Says what differs between two versions: block by block, and word by word where a block was changed. */
import { diffArrays, diffWordsWithSpace } from 'diff';
import { type Block, blocksOf } from './markdown.ts';

interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly parts: readonly DifferencePart[];
}

interface DifferencePart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export interface DifferentSection {
  /** The heading it stands under; null above the first one. */
  readonly heading: string | null;
  readonly differences: readonly Difference[];
}

/** Two blocks are one that was changed when so much of their words is the same. */
const alike = 0.5;
/** Beyond so many changed words a block reads better as old and new than as a mixture. */
const mostWords = 400;

/** What differs, in the order of the newer text; empty when nothing does. */
export function compareStatements(before: string, after: string): readonly DifferentSection[] {
  const sections: { heading: string | null; differences: Difference[] }[] = [];
  let heading: string | null = null;
  const note = (difference: Difference): void => {
    const last = sections.at(-1);
    if (last?.heading === heading) last.differences.push(difference);
    else sections.push({ heading, differences: [difference] });
  };
  for (const [old, fresh] of alignBlocks(blocksOf(before), blocksOf(after))) {
    const block = fresh ?? old!;
    if (block.kind === 'heading') heading = block.text;
    if (old?.text !== fresh?.text) note(differenceOf(old, fresh));
  }
  return sections;
}

type Pair = readonly [old: Block | null, fresh: Block | null];

/** Every block beside what it was before, if it was there. */
function alignBlocks(before: readonly Block[], after: readonly Block[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let gone: Block[] = [];
  let come: Block[] = [];
  const settle = (): void => {
    pairs.push(...pairUp(gone, come));
    [gone, come] = [[], []];
  };
  const isSame = (a: Block, b: Block) => a.kind === b.kind && a.text === b.text;
  for (const { value, added, removed } of diffArrays([...before], [...after], { comparator: isSame })) {
    if (removed) gone.push(...value);
    else if (added) come.push(...value);
    else {
      settle();
      pairs.push(...value.map((block): Pair => [block, block]));
    }
  }
  settle();
  return pairs;
}

/** Finds for each new block the old one that it was made from, in the same order. */
function pairUp(gone: readonly Block[], come: readonly Block[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let next = 0;
  for (const fresh of come) {
    const at = gone.findIndex(
      (old, index) => index >= next && old.kind === fresh.kind && likeness(old, fresh) >= alike,
    );
    if (at < 0) {
      pairs.push([null, fresh]);
      continue;
    }
    pairs.push(...gone.slice(next, at).map((old): Pair => [old, null]), [gone[at]!, fresh]);
    next = at + 1;
  }
  return [...pairs, ...gone.slice(next).map((old): Pair => [old, null])];
}

/** The part of the words that both have, from 0 to 1. */
function likeness(a: Block, b: Block): number {
  const [some, others] = [wordsOf(a), wordsOf(b)];
  const shared = [...some].filter((word) => others.has(word)).length;
  return (2 * shared) / (some.size + others.size);
}

function wordsOf({ text }: Block): ReadonlySet<string> {
  return new Set(text.toLowerCase().split(/\s+/));
}

function differenceOf(old: Block | null, fresh: Block | null): Difference {
  if (!old) return { kind: 'added', parts: [{ kind: 'added', text: fresh!.text }] };
  if (!fresh) return { kind: 'removed', parts: [{ kind: 'removed', text: old.text }] };
  const changes = diffWordsWithSpace(old.text, fresh.text, { maxEditLength: mostWords });
  const parts = changes?.map(({ value, added, removed }): DifferencePart => {
    return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
  });
  const whole = [
    { kind: 'removed', text: old.text },
    { kind: 'added', text: fresh.text },
  ] as const;
  return { kind: 'changed', parts: parts ?? whole };
}
