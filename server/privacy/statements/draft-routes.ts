/** Writing the next version: one draft at a time, saved with a revision, so that nobody overwrites somebody else. */
import { z } from 'zod';
import { gaps, type StatementDraft } from '../../consent/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import {
  oneOf,
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { dutchDay } from '../../platform/clock/index.ts';
import { translator } from '../../platform/i18n/index.ts';
import { page, staffOnly, type StatementsRoom } from './room.ts';

const markdown = z
  .string()
  .max(60_000, 'common:error.tooLong')
  .transform((text) => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ''))
  .default('');
const draftForm = z.object({
  revision: z.coerce.number().int().min(0),
  nl: markdown,
  en: markdown,
  summaryNl: optionalText(500),
  summaryEn: optionalText(500),
  effectiveOn: z.iso.date('statements:problem.day').or(z.literal('')).default(''),
  act: z.enum(['save', 'preview', 'publish']).default('save'),
});
const beginForm = z.object({ because: oneOf(['details']) });
const removeForm = z.object({ revision: z.coerce.number().int().min(0) });

/** What the fields hold. */
type Typed = Partial<Record<'nl' | 'en' | 'summaryNl' | 'summaryEn' | 'effectiveOn', unknown>>;

/** The routes. */
export function draftRoutes(room: StatementsRoom): Router {
  const { statements, accounts } = room;
  const routes = Router();
  const staff = staffOnly(room);

  routes.post(`${page}/draft/begin`, staff, async (req, res) => {
    const { because } = readForm(req, beginForm);
    const said = because ? 'statements:draft.detailsSummary' : null;
    const summary = said ? { nl: translator('nl')(said), en: translator('en')(said) } : { nl: '', en: '' };
    await statements.beginDraft(accounts.current(req).id, summary);
    redirect(res, `${page}/draft`);
  });

  routes.get(`${page}/draft`, staff, async (req, res) => {
    await sendDraft(room, req, res, await draftOf(room));
  });

  routes.post(`${page}/draft`, staff, async (req, res) => {
    try {
      const { revision, act, nl, en, summaryNl, summaryEn, effectiveOn } = readForm(req, draftForm);
      const content = { source: { nl, en }, summary: { nl: summaryNl, en: summaryEn }, effectiveOn };
      if (!(await statements.saveDraft(content, revision, accounts.current(req).id))) {
        return await sendDraft(room, req, res, await draftOf(room), { stale: true, status: 409 });
      }
      redirect(res, act === 'save' ? `${page}/draft?done=saved` : `${page}/draft/${act}`);
    } catch (error) {
      const problems = problemsFor(error, translate(res));
      await sendDraft(room, req, res, await draftOf(room), { problems, status: 400 });
    }
  });

  routes.get(`${page}/draft/remove`, staff, async (req, res) => {
    const title = translate(res)('statements:remove.title');
    sendPage(req, res, { view: 'privacy/statements/remove', title, draft: await draftOf(room) });
  });

  routes.post(`${page}/draft/remove`, staff, async (req, res) => {
    await statements.removeDraft(readForm(req, removeForm).revision);
    redirect(res, `${page}?done=removed`);
  });
  return routes;
}

/** The draft; NotFound where nobody has begun one. */
export async function draftOf({ statements }: StatementsRoom): Promise<StatementDraft> {
  const draft = await statements.draft();
  if (!draft) throw new NotFound();
  return draft;
}

interface Again {
  readonly status: number;
  /** Somebody else saved first; what was typed is shown over their revision. */
  readonly stale?: boolean;
  readonly problems?: ReturnType<typeof problemsFor>;
}

async function sendDraft(
  { accounts, clock }: StatementsRoom,
  req: Request,
  res: Response,
  draft: StatementDraft,
  again?: Again,
): Promise<void> {
  const saved: Typed = {
    ...draft.source,
    ...{ summaryNl: draft.summary.nl, summaryEn: draft.summary.en, effectiveOn: draft.effectiveOn },
  };
  const names = await accounts.namesOf([draft.editedBy]);
  const isOther = draft.editedBy !== accounts.current(req).id;
  sendPage(req, res, {
    view: 'privacy/statements/draft',
    title: translate(res)('statements:draft.title'),
    ...{ draft, gaps, ...again, ...readQuery(req, z.object({ done: oneOf(['saved']) })) },
    values: again ? { ...saved, ...(req.body as Typed) } : saved,
    today: dutchDay(clock()),
    editor: isOther ? names.get(draft.editedBy) : undefined,
  });
}
