/** Sends the preference page, with what was just done or what is wrong with a form. */
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
} from '../platform/http/index.ts';
import type { Choices } from './choices.ts';
import type { typedAgain } from './read-sign-up.ts';
import type { Room } from './room.ts';
import { preferencesView, type Shown } from './show-preferences.ts';

/** What the page says has just happened. */
export const notices = [
  ...(['welcome', 'saved', 'topics', 'removed', 'nothing'] as const),
  ...(['paused', 'resumed', 'objected', 'stopped', 'sample'] as const),
] as const;
export type Notice = (typeof notices)[number];

interface Around {
  readonly notice?: Notice | undefined;
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly values?: ReturnType<typeof typedAgain>;
}

/** The page; with problems it is a 400 that keeps what was typed (A11Y-3). */
export async function sendPreferences(
  room: Room,
  req: Request,
  res: Response,
  shown: Shown,
  choices: Choices,
  { notice, problems, values }: Around,
): Promise<void> {
  const t = translate(res);
  const title = t('preferences:page.title');
  const ticked = values?.['do'] === 'save' ? ((values['purpose'] ?? []) as readonly string[]) : null;
  sendPage(req, res, {
    ...(await preferencesView(room, shown, choices, ticked)),
    view: 'preferences/preferences',
    title: problems ? t('preferences:errorTitle', { title }) : title,
    status: problems ? 400 : 200,
    noindex: true,
    notice: notice && { text: t(`preferences:notice.${notice}`) },
    ...{ problems, values },
  });
}
