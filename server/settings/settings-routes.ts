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
import { lowestMinimumGroup, type Settings } from './open-settings.ts';

const needed = (max: number) => optionalText(max).refine((text) => text !== '', 'common:error.required');

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
  softOptIn: z
    .literal('yes')
    .optional()
    .transform((ticked) => ticked === 'yes'),
  softOptInMonths: z.coerce
    .number('settings:problem.softOptInMonths')
    .int('settings:problem.softOptInMonths')
    .min(1, 'settings:problem.softOptInMonths')
    .max(60, 'settings:problem.softOptInMonths'),
});

/** /staff/settings, for whoever `guard` lets pass. */
export function settingsRoutes(settings: Settings, guard: RequestHandler): Router {
  const routes = Router();
  routes.get('/staff/settings', guard, (req, res) => show(settings, req, res));
  routes.post('/staff/settings', guard, async (req, res) => {
    try {
      await settings.change(readForm(req, form));
      redirect(res, '/staff/settings?saved=yes');
    } catch (error) {
      await show(settings, req, res, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

async function show(
  settings: Settings,
  req: Request,
  res: Response,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  sendPage(req, res, {
    view: 'settings/settings',
    title: translate(res)('settings:title'),
    status: problems ? 400 : 200,
    values: problems ? (req.body as object) : await settings.current(),
    saved: readQuery(req, z.object({ saved: oneOf(['yes']) })).saved,
    problems,
  });
}
