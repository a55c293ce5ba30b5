/** What every page of the staff shows: who is logged in, the navigation of their roles, their language. */
import { speak, type Request, type RequestHandler, type Response } from '../platform/http/index.ts';
import { type Account, holdsOneOf, type Role, roles } from './account.ts';
import type { NavEntry, Room } from './room.ts';
import { accountOf } from './sessions.ts';

/** Whoever may see a person's card may also search for people; marketers may not (PRIV-10). */
export const rolesWithCards: readonly Role[] = ['counter', 'privacy-officer', 'administrator'];

/** Fills in the staff layout for whoever is logged in; nothing below /staff is kept by a browser. */
export function staffPage(room: Room): RequestHandler {
  return async (req, res, next) => {
    res.set('Cache-Control', 'no-store');
    const account = accountOf(req);
    if (account) await welcome(room, req, res, account);
    next();
  };
}

async function welcome(room: Room, req: Request, res: Response, account: Account): Promise<void> {
  speak(res, account.language);
  res.locals['layout'] = 'staff';
  res.locals['staff'] = {
    id: account.id,
    name: account.name,
    initials: initialsOf(account.name),
    roles: account.roles,
    holdsEverything: roles.every((role) => account.roles.includes(role)),
    maySearch: holdsOneOf(account, rolesWithCards),
    navigation: await navigationFor(account, room.navigation(), req.originalUrl.split('?')[0] ?? ''),
  };
}

/** The first letters of the first and the last name: 'Mila de Vos' is MV. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word!][0]!.toUpperCase()).join('');
}

async function navigationFor(account: Account, entries: readonly NavEntry[], path: string) {
  const seen = entries.filter(({ roles }) => holdsOneOf(account, roles));
  const here = (href: string) => path === href || path.startsWith(`${href}/`);
  // The longest address wins, so that /staff/people is not also the overview at /staff.
  const current = seen
    .map(({ href }) => href)
    .filter(here)
    .sort((a, b) => b.length - a.length)[0];
  return Promise.all(
    seen.map(async ({ href, icon, label, badge }) => ({
      href,
      icon,
      label,
      current: href === current,
      badge: (await badge?.()) || null,
    })),
  );
}
