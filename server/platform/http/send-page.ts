/** Answers with a page: language, shop and layout are filled in here. */
import type { Request, Response } from 'express';
import { translator, type Language, type Translate } from '../i18n/index.ts';
import { renderBare, renderPage, withLanguage } from '../templates/index.ts';

export interface View {
  /** The file below templates/pages, without ending: 'preferences/sign-up'. */
  readonly view: string;
  /** Already in the page's language. */
  readonly title: string;
  readonly status?: number;
  /** 'public' when it is not said; pages behind a login are 'staff' by themselves. */
  readonly layout?: 'public' | 'staff' | 'gate' | 'bare';
  readonly [data: string]: unknown;
}

/** Sends the page; what the request's middleware left in `res.locals` (shop, staff, navigation) is there too. */
export function sendPage(req: Request, res: Response, { view, layout, status, ...data }: View): void {
  const html = renderPage(layout ?? (res.locals['layout'] as string | undefined) ?? 'public', view, {
    ...res.locals,
    lang: viewerLanguage(res),
    otherLang: viewerLanguage(res) === 'nl' ? 'en' : 'nl',
    here: otherLanguageAddress(req, res),
    path: req.baseUrl + req.path,
    ...data,
  });
  if (res.locals['lang'] !== undefined) res.set('Content-Language', viewerLanguage(res));
  res
    .vary('Accept-Language')
    .status(status ?? 200)
    .type('html')
    .send(html);
}

/** A part of a page by itself, from its file below templates/pages. */
export function renderPart(res: Response, view: string, data: object): string {
  return renderBare(view, { ...res.locals, lang: viewerLanguage(res), ...data });
}

/** The language of this page. */
export function viewerLanguage(res: Response): Language {
  return res.locals['lang'] as Language;
}

/** The translator into the language of this page. */
export function translate(res: Response): Translate {
  return translator(viewerLanguage(res));
}

/** Lets the page speak a known person's language, unless another one was chosen on the page. */
export function speak(res: Response, language: Language): void {
  if (!res.locals['chosenLang']) res.locals['lang'] = language;
}

/** Sends the browser on by GET (303), in the chosen language. */
export function redirect(res: Response, path: string): void {
  res.redirect(303, withLanguage(path, res.locals['chosenLang'] as Language | undefined));
}

function otherLanguageAddress(req: Request, res: Response): string {
  const query = new URLSearchParams(req.originalUrl.split('?')[1] ?? '');
  query.set('lang', viewerLanguage(res) === 'nl' ? 'en' : 'nl');
  return `?${query.toString()}`;
}
