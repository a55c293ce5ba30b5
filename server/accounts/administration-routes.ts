/** The administrator's pages: who has an account, and what each may do. */
import { z } from 'zod';
import { NotFound } from '../platform/errors/index.ts';
import {
  oneOf,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { isId, type AccountId } from '../platform/ids/index.ts';
import { type Account, emailField, languageField, nameField, roles, rolesField } from './account.ts';
import { randomPassword, replacePassword } from './change-password.ts';
import { changeRoles, closeAccount } from './change-roles.ts';
import { createAccount } from './create-account.ts';
import { requireRole } from './require-role.ts';
import type { Room } from './room.ts';
import { accountOf } from './sessions.ts';
import { initialsOf } from './staff-page.ts';

const newAccountForm = z.object({
  email: emailField,
  name: nameField,
  roles: rolesField,
  language: languageField,
});
const rolesForm = z.object({ roles: rolesField });

/** The routes below /staff/accounts. */
export function administrationRoutes(room: Room): Router {
  const routes = Router();
  const idOf = (req: Request) => readParam<AccountId>(req, 'id', isId);
  const note = (req: Request, what: string) => room.log.info({ by: accountOf(req)!.id }, what);
  routes.use('/staff/accounts', requireRole('administrator'));
  routes.get('/staff/accounts', (req, res) => sendList(room, req, res));

  routes.post('/staff/accounts', async (req, res) => {
    try {
      const password = randomPassword();
      const account = await createAccount(room, { ...readForm(req, newAccountForm), password });
      note(req, 'an account was added');
      sendPassword(req, res, account, password);
    } catch (error) {
      await sendList(room, req, res, problemsFor(error, translate(res)));
    }
  });

  routes.get('/staff/accounts/:id', (req, res) => sendOne(room, req, res, idOf(req)));

  routes.post('/staff/accounts/:id/roles', async (req, res) => {
    try {
      await changeRoles(room, idOf(req), readForm(req, rolesForm).roles);
      note(req, 'roles were changed');
      redirect(res, '/staff/accounts?done=roles');
    } catch (error) {
      await sendOne(room, req, res, idOf(req), problemsFor(error, translate(res)));
    }
  });

  routes.post('/staff/accounts/:id/password', async (req, res) => {
    const account = await find(room, idOf(req));
    const password = await replacePassword(room, account.id);
    note(req, 'a password was replaced');
    sendPassword(req, res, account, password);
  });

  routes.post('/staff/accounts/:id/close', async (req, res) => {
    await closeAccount(room, idOf(req));
    note(req, 'an account was closed');
    redirect(res, '/staff/accounts?done=closed');
  });
  return routes;
}

async function find(room: Room, id: AccountId): Promise<Account> {
  const account = await room.accounts.find(id);
  if (!account) throw new NotFound();
  return account;
}

async function sendList(room: Room, req: Request, res: Response, problems?: unknown): Promise<void> {
  const accounts = await room.accounts.list();
  const typed = (req.body ?? {}) as Record<string, unknown>;
  sendPage(req, res, {
    view: 'accounts/accounts',
    title: translate(res)('accounts:list.title'),
    status: problems ? 400 : 200,
    problems,
    values: { language: viewerLanguage(res), ...typed, roles: [typed['roles'] ?? []].flat() },
    allRoles: roles,
    accounts: accounts.map((account) => ({
      ...account,
      everything: roles.every((role) => account.roles.includes(role)),
    })),
    done: readQuery(req, z.object({ done: oneOf(['roles', 'closed']) })).done,
  });
}

async function sendOne(
  room: Room,
  req: Request,
  res: Response,
  id: AccountId,
  problems?: unknown,
): Promise<void> {
  const account = await find(room, id);
  sendPage(req, res, {
    view: 'accounts/one',
    title: account.name,
    status: problems ? 400 : 200,
    problems,
    account,
    initials: initialsOf(account.name),
    allRoles: roles,
    self: account.id === accountOf(req)!.id,
  });
}

/** The only time that the password is shown; what is kept is its hash. */
function sendPassword(req: Request, res: Response, account: Account, password: string): void {
  const title = translate(res)('accounts:password.title', { name: account.name });
  sendPage(req, res, { view: 'accounts/password', title, account, password });
}
