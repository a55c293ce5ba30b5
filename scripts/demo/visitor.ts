/** Somebody with a browser, as far as the demo needs one: cookies, forms as they stand on the page, redirects. */
import { DomUtils, parseDocument } from 'htmlparser2';

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];

export interface Form {
  readonly action: string;
  /** What the form would send as it stands, without any button. */
  readonly fields: readonly (readonly [string, string])[];
}

export interface Page {
  readonly status: number;
  readonly path: string;
  readonly html: string;
  readonly headers: Headers;
  readonly forms: readonly Form[];
  /** Where its links lead, in their order. */
  readonly links: readonly string[];
}

/** New values for fields, by name; a list for a row of boxes. */
type Filled = Readonly<Record<string, string | readonly string[]>>;

export interface Visitor {
  get(path: string): Promise<Page>;
  /**
   * Sends the page's form whose action ends with `ending`, with some fields filled in, and follows where it leads.
   * Where several forms have the same action, `do` among the fields says which one is meant.
   */
  submit(page: Page, ending: string, filled?: Filled): Promise<Page>;
  /** Uploads a file by the page's form. */
  upload(page: Page, ending: string, field: string, name: string, content: string): Promise<Page>;
}

/** Opens a browser without cookies; `language` is what it asks for. */
export function openVisitor(origin: string, language = 'nl'): Visitor {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit = {}): Promise<Page> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = {
      'Accept-Language': language,
      Accept: 'text/html',
      ...(cookie ? { Cookie: cookie } : {}),
    };
    const answer = await fetch(new URL(path, origin), { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    const html = await answer.text();
    if (answer.status === 303 && location) return request(location);
    const document = parseDocument(html);
    const links = DomUtils.getElementsByTagName('a', document).map(({ attribs }) => attribs['href'] ?? '');
    return { status: answer.status, path, html, headers: answer.headers, forms: formsIn(document), links };
  };
  return {
    get: (path) => request(path),
    submit: (page, ending, filled = {}) => {
      const { action, fields } = formOf(page, ending, filled['do']);
      const kept = fields.filter(([name]) => !(name in filled));
      const added = Object.entries(filled).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one]),
      );
      return request(action, {
        method: 'POST',
        body: new URLSearchParams([...kept, ...added] as [string, string][]),
      });
    },
    upload: (page, ending, field, name, content) => {
      const body = new FormData();
      for (const [key, value] of formOf(page, ending).fields) body.append(key, value);
      body.set(field, new Blob([content], { type: 'text/csv' }), name);
      return request(formOf(page, ending).action, { method: 'POST', body });
    },
  };
}

function formOf(page: Page, ending: string, does?: string | readonly string[]): Form {
  const found = page.forms.find(
    ({ action, fields }) =>
      action.split('?')[0]!.endsWith(ending) &&
      (does === undefined || fields.some(([name, value]) => name === 'do' && value === does)),
  );
  if (!found) throw new Error(`${page.path} (${page.status}) has no form to …${ending}`);
  return found;
}

function formsIn(document: ReturnType<typeof parseDocument>): Form[] {
  const forms = DomUtils.getElementsByTagName('form', document);
  return forms
    .filter(({ attribs }) => attribs['method']?.toLowerCase() === 'post')
    .map((form) => ({ action: form.attribs['action'] ?? '', fields: fieldsIn(form) }));
}

function fieldsIn(form: Element): (readonly [string, string])[] {
  return DomUtils.getElementsByTagName((tag) => ['input', 'select', 'textarea'].includes(tag), form).flatMap(
    (field) => {
      const { name, type, value } = field.attribs;
      if (!name || type === 'file' || type === 'submit') return [];
      if (type === 'checkbox' || type === 'radio')
        return 'checked' in field.attribs ? [[name, value ?? 'on'] as const] : [];
      if (field.name === 'textarea') return [[name, DomUtils.textContent(field)] as const];
      if (field.name === 'select') return [[name, chosenIn(field)] as const];
      return [[name, value ?? ''] as const];
    },
  );
}

function chosenIn(select: Element): string {
  const options = DomUtils.getElementsByTagName('option', select);
  return (options.find(({ attribs }) => 'selected' in attribs) ?? options[0])?.attribs['value'] ?? '';
}
