/** The language of a page: as chosen by `?lang=`, else as the browser asks, else Dutch. No cookie is needed. */
import type { NextFunction, Request, Response } from 'express';
import { isLanguage, languages } from '../i18n/index.ts';

/** Sets the page's language and remembers whether it was chosen, so that links carry it on. */
export function chooseLanguage(req: Request, res: Response, next: NextFunction): void {
  const asked = req.query['lang'];
  const chosen = isLanguage(asked) ? asked : undefined;
  const preferred = req.acceptsLanguages([...languages]);
  res.locals['chosenLang'] = chosen;
  res.locals['lang'] = chosen ?? (isLanguage(preferred) ? preferred : 'nl');
  next();
}
