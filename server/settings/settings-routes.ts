/** The shop's settings page. Who may open it is handed in, because this room lies below the accounts. */
import { z } from 'zod';
import {
  oneOf,
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  sendPage,
  translate,
} from '../platform/http/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import { lowestMinimumGroup, type Settings } from './open-settings.ts';

const needed = (max: number) => optionalText(max).refine((text) => text !== '', 'common:error.required');

const ticked = z
  .literal('yes')
  .optional()
  .transform((box) => box === 'yes');

// Name, street, postcode and town stand below every mail (MAIL-6), so that a shop cannot leave them out.
const form = z.object({
  name: needed(80),
  street: needed(120),
  postcode: needed(12),
  town: needed(80),
  email: z.email('settings:problem.email').or(z.literal('')),
  phone: optionalText(30),
  website: z.url({ protocol: /^https?$/, error: 'settings:problem.website' }).or(z.literal('')),
  registration: optionalText(20),
  hue: z.coerce
    .number('settings:problem.hue')
    .int('settings:problem.hue')
    .min(0, 'settings:problem.hue')
    .max(360, 'settings:problem.hue'),
  minimumGroup: z.coerce
    .number('settings:problem.minimumGroup')
    .int('settings:problem.minimumGroup')
    .min(lowestMinimumGroup, 'settings:problem.minimumGroup')
    .max(10_000, 'settings:problem.minimumGroup'),
  minimumAge: z.coerce
    .number('settings:problem.minimumAge')
    .int('settings:problem.minimumAge')
    .min(13, 'settings:problem.minimumAge')
    .max(18, 'settings:problem.minimumAge'),
  rootEmail: z.email('settings:problem.email').or(z.literal('')).default(''),
  secondPerson: ticked,
  softOptIn: ticked,
  softOptInMonths: z.coerce
    .number('settings:problem.softOptInMonths')
    .int('settings:problem.softOptInMonths')
    .min(1, 'settings:problem.softOptInMonths')
    .max(60, 'settings:problem.softOptInMonths'),
});

/** What is handed in, because the accounts lie above this room. */
interface SettingsPage {
  readonly settings: Settings;
  /** Says who may open it. */
  readonly guard: RequestHandler;
  /** How many people may approve a campaign. */
  readonly countApprovers: () => Promise<number>;
}

/** /staff/settings. */
export function settingsRoutes(page: SettingsPage): Router {
  const { settings, guard, countApprovers } = page;
  const routes = Router();
  routes.get('/staff/settings', guard, (req, res) => show(page, req, res));
  routes.post('/staff/settings', guard, async (req, res) => {
    try {
      const typed = readForm(req, form);
      if (typed.secondPerson && (await countApprovers()) < 2)
        throw new Invalid({ secondPerson: { key: 'settings:problem.secondPerson' } });
      await settings.change(typed);
      redirect(res, '/staff/settings?saved=yes');
    } catch (error) {
      await show(page, req, res, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

async function show(
  { settings, countApprovers }: SettingsPage,
  req: Request,
  res: Response,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  sendPage(req, res, {
    view: 'settings/settings',
    title: translate(res)('settings:title'),
    status: problems ? 400 : 200,
    values: problems ? (req.body as object) : await settings.current(),
    alone: (await countApprovers()) < 2,
    saved: readQuery(req, z.object({ saved: oneOf(['yes']) })).saved,
    problems,
  });
}
