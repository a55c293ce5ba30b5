/** Renders a mail of the system: its subject, plain text and HTML, from three files. */
import type { Language } from '../i18n/index.ts';
import { fill } from './engine.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Fills `templates/mail/<name>.{subject,text,html}.hbs`; subject and text are not HTML and are not escaped. */
export function renderMail(
  name: string,
  data: { readonly lang: Language; readonly [key: string]: unknown },
): RenderedMail {
  return { ...renderPlainMail(name, data), html: fill(`mail/${name}.html`, data) };
}

/** The same without HTML, for a mail of plain text alone. */
export function renderPlainMail(
  name: string,
  data: { readonly lang: Language; readonly [key: string]: unknown },
): Omit<RenderedMail, 'html'> {
  return {
    subject: fill(`mail/${name}.subject`, data, { escape: false }).replace(/\s+/g, ' ').trim(),
    text: fill(`mail/${name}.text`, data, { escape: false }),
  };
}
