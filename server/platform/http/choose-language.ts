/** The language of a page: as chosen by `?lang=`, else as the browser asks, else Dutch. No cookie is needed. */
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import { isLanguage, languages } from '../i18n/index.ts';
import { oneOf, readQuery } from './read-input.ts';

const query = z.object({ lang: oneOf(languages) });

/** Sets the page's language and remembers whether it was chosen, so that links carry it on. */
export function chooseLanguage(req: Request, res: Response, next: NextFunction): void {
  const preferred = req.acceptsLanguages([...languages]);
  res.locals['lang'] = isLanguage(preferred) ? preferred : 'nl';
  const chosen = readQuery(req, query).lang;
  if (chosen) Object.assign(res.locals, { lang: chosen, chosenLang: chosen });
  next();
}
