/** What must be true before a campaign goes out, as a list that staff read and that sending obeys. */
import { type Language, languages } from '../../platform/i18n/index.ts';
import { type Campaign, type Version, writtenIn } from '../editing/campaign.ts';
import { chooseContent } from './choose-content.ts';
import type { Reach } from './count-reach.ts';
import { oneSidedOffers } from './find-offers.ts';
import { type ContentProblem, findProblems, type PlacedProblem, type ProblemKind } from './find-problems.ts';
import { makeAll } from './make-all.ts';
import type { MailFrame } from './render-newsletter.ts';

/** 'advice' can be sent as it is, 'todo' cannot. */
export type CheckState = 'ok' | 'advice' | 'todo';

export interface Check {
  readonly id: string;
  readonly state: CheckState;
  readonly values: Readonly<Record<string, string | number>>;
  readonly problems: readonly PlacedProblem[];
}

/** In KB of 1024 bytes: Gmail cuts a mail off behind 102 KB, and the unsubscribe link with it (MAIL-14). */
export const sizeLimits = { warn: 80, refuse: 102 } as const;

/** What is known around the campaign. */
export interface Around {
  readonly reach: Reach;
  /** From and DKIM belong together. */
  readonly aligned: boolean;
  /** It goes to real readers, not to the inbox of a development machine. */
  readonly isLive: boolean;
}

/** All checks; sending needs every one of them to be 'ok' or 'advice'. Every version is made in every language for it. */
export function checkCampaign(
  campaign: Campaign,
  frame: MailFrame,
  { reach, aligned, isLive }: Around,
): readonly Check[] {
  const made = makeAll(campaign, frame);
  const problems = [
    ...campaign.versions.flatMap((version) => problemsOf(campaign, version, isLive)),
    ...made.failures,
  ];
  const about = (id: ProblemKind, wrong: CheckState, values: Check['values'] = {}): Check => {
    const found = problems.filter(({ kind }) => kind === id);
    return { id, state: found.length > 0 ? wrong : 'ok', values, problems: found };
  };
  const fact = (id: string, state: CheckState, values: Check['values'] = {}): Check => ({
    id,
    state,
    values,
    problems: [],
  });
  const kilobytes = Math.ceil(made.largestBytes / 1024);
  const { shop } = frame;
  const offers = oneSidedOffers(campaign);
  const small = [...reach.versions.values()].filter((count) => count?.kind === 'too-few').length;
  return [
    fact('test', campaign.testedRevision === campaign.revision ? 'ok' : 'advice'),
    about('subject', 'todo'),
    about('preheader', 'advice'),
    about('text', 'todo'),
    about('images', 'todo'),
    about('links', 'todo'),
    ...[about('names', 'advice')].filter(({ state }) => state !== 'ok'),
    about('rendering', 'todo', { count: made.mails }),
    fact('size', sizeState(kilobytes), { kilobytes, ...sizeLimits }),
    fact('sender', shop.name && shop.street && shop.postcode && shop.town ? 'ok' : 'todo'),
    ...(made.failures.length > 0 ? [] : [fact('unsubscribe', 'ok')]),
    fact('alignment', aligned ? 'ok' : 'todo'),
    fact('purpose', reach.people > 0 ? 'ok' : 'todo', { count: reach.people }),
    ...(offers > 0 ? [fact('offer', 'advice', { count: offers })] : []),
    ...(small > 0 ? [fact('versions', 'advice', { count: small, k: shop.minimumGroup })] : []),
    ...(reach.missingLanguages.size > 0 ? [fact('languages', 'advice')] : []),
  ];
}

/** Whether nothing stands in the way of sending. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'todo');
}

function problemsOf(campaign: Campaign, version: Version, isLive: boolean): readonly PlacedProblem[] {
  const place = (language: Language) => (problem: ContentProblem) => ({
    ...problem,
    version: version.key,
    language,
  });
  const written = writtenIn(version);
  // A version without any words reads as the default, which nobody meant who made it.
  if (written.length === 0)
    return [place(languages[0])({ kind: 'text', key: 'campaigns:problem.notWritten', block: null })];
  return written.flatMap((language) =>
    findProblems(chooseContent(campaign, version.key, language).content, isLive).map(place(language)),
  );
}

function sizeState(kilobytes: number): CheckState {
  if (kilobytes > sizeLimits.refuse) return 'todo';
  return kilobytes > sizeLimits.warn ? 'advice' : 'ok';
}
