/** Renders a page inside its layout, or a part of one. */
import type { Language } from '../i18n/index.ts';
import { fill } from './engine.ts';

export interface PageData {
  readonly lang: Language;
  readonly chosenLang?: Language | undefined;
  readonly title: string;
  readonly [key: string]: unknown;
}

/** The HTML of `templates/pages/<view>.hbs` without a layout. */
export function renderBare(view: string, data: Omit<PageData, 'title'>): string {
  return fill(`pages/${view}`, data);
}

/** The HTML of `templates/pages/<view>.hbs` inside `templates/pages/layouts/<layout>.hbs`. */
export function renderPage(layout: string, view: string, data: PageData): string {
  return fill(`pages/layouts/${layout}`, { ...data, body: renderBare(view, data) });
}
