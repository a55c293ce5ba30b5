/** Shows the staff's pages of purposes. */
import type { Clock } from '../../platform/clock/index.ts';
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import { isOwnPurpose, type PurposeKey, type Wording } from '../words.ts';
import type { PurposeWithWords, Wordings } from './open-purposes.ts';
import { ownChannels } from './own-purpose.ts';
import { askingDays, firstAskingDay, type NewVersion } from './publish-wording.ts';
import type { Typed } from './version-form.ts';
import {
  hashesOf,
  isUnseen,
  plannedVersion,
  versionInForce,
  type WordingVersion,
} from './wording-version.ts';

/** What the pages are made from. */
export interface PagesContext {
  readonly wordings: Wordings;
  readonly countAgreed: () => Promise<ReadonlyMap<PurposeKey, number>>;
  readonly clock: Clock;
}

/** The words beside a box, whether they are published or not. */
type Words = Pick<Wording, 'language' | 'label' | 'text'>;

/** What was typed, and what is wrong with it. */
interface TypedForm {
  readonly values: Typed;
  readonly problems?: ReturnType<typeof problemsFor>;
}

/** Every purpose with the words in force. */
export async function showPurposes(context: PagesContext, req: Request, res: Response): Promise<void> {
  const { wordings, clock } = context;
  const [all, agreed] = await Promise.all([wordings.all(), context.countAgreed()]);
  const list = await Promise.all(
    all.map(async ({ purpose, versions }) => {
      const current = versionInForce(versions, purpose.key, clock());
      return {
        ...purpose,
        words: inLanguage(
          current ? await wordings.wordsOf(current) : purpose.suggestion,
          viewerLanguage(res),
        ),
        current,
        planned: plannedVersion(versions, purpose.key, clock()),
        people: agreed.get(purpose.key) ?? 0,
      };
    }),
  );
  sendPage(req, res, {
    view: 'consent/purposes',
    title: translate(res)('consent:purposes.title'),
    list,
  });
}

/** One purpose: its words now, those that wait, and all that ever were. */
export async function showPurpose(
  context: PagesContext,
  req: Request,
  res: Response,
  found: PurposeWithWords,
  done: string | undefined,
): Promise<void> {
  const { wordings, clock } = context;
  const { purpose, versions } = found;
  const now = clock();
  const current = versionInForce(versions, purpose.key, now);
  const planned = plannedVersion(versions, purpose.key, now);
  const counts = await wordings.countAgreed(purpose.key);
  const withWords = async (version: WordingVersion) => ({
    ...version,
    words: await wordings.wordsOf(version),
    people: hashesOf(version).reduce((sum, hash) => sum + (counts.get(hash) ?? 0), 0),
    isCurrent: version.number === current?.number,
  });
  const words = inLanguage(
    current ? await wordings.wordsOf(current) : purpose.suggestion,
    viewerLanguage(res),
  );
  sendPage(req, res, {
    view: 'consent/purpose',
    title: words?.label ?? purpose.key,
    ...{ done, purpose },
    isOwn: isOwnPurpose(purpose),
    suggested: purpose.suggestion.length > 0 ? 'some' : 'none',
    current: current && (await withWords(current)),
    planned: planned && { ...(await withWords(planned)), isUnseen: isUnseen(planned, now) },
    covers: (current ?? purpose).covers?.[viewerLanguage(res)],
    termMonths: (current ?? purpose).termMonths,
    elsewhere: counts.get(null) ?? 0,
    versions: await Promise.all([...versions].reverse().map(withWords)),
  });
}

/** The form of a purpose of the shop's own. */
export function showNewPurpose(req: Request, res: Response, { values, problems }: TypedForm): void {
  sendPage(req, res, {
    view: 'consent/new-purpose',
    title: translate(res)('consent:purposes.own.title'),
    status: problems ? 400 : 200,
    ...{ values, problems },
    channels: ownChannels,
  });
}

/** The form of new words. */
export function showForm(
  { clock }: PagesContext,
  req: Request,
  res: Response,
  { purpose, versions }: PurposeWithWords,
  { values, problems }: TypedForm,
): void {
  sendPage(req, res, {
    view: 'consent/new-wording',
    title: translate(res)('consent:purposes.new.title'),
    status: problems ? 400 : 200,
    ...{ purpose, values, problems },
    isFirst: versionInForce(versions, purpose.key, clock()) === null,
    days: askingDays,
    firstDay: firstAskingDay(clock()),
  });
}

/** How the words will look and what publishing them does, before they are published. */
export function showCheck(
  { clock }: PagesContext,
  req: Request,
  res: Response,
  { purpose, versions }: PurposeWithWords,
  values: Typed,
  version: NewVersion,
): void {
  sendPage(req, res, {
    view: 'consent/check-wording',
    title: translate(res)('consent:purposes.check.title'),
    purpose,
    values: Object.entries(values).map(([name, value]) => ({ name, value })),
    words: languages.map((language) => ({ language, ...version.wordings[language] })),
    from: new Date(`${version.from}T12:00:00Z`),
    change: versionInForce(versions, purpose.key, clock()) ? version.change : 'first',
  });
}

function inLanguage(words: readonly Words[], language: Language): Words | undefined {
  return words.find((wording) => wording.language === language) ?? words[0];
}
