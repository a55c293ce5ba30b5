/** Going through pages one by one, and which of them the program has. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { expectAccessible } from '../support/browser.ts';
import type { TestApp } from '../support/test-app.ts';

/** A page: its address, and what is done there before it is looked at. */
export type Visit = string | readonly [address: string, act: (page: Page) => Promise<unknown>];

/** As much of the browser's own as is needed here. */
interface Form {
  submit(): void;
  querySelectorAll(selector: string): Iterable<{ type: string; checked: boolean; value: string }>;
}

const addressOf = (visit: Visit): string => (typeof visit === 'string' ? visit : visit[0]);

/** Presses a button and waits for the answer. */
export function pressing(button: string): (page: Page) => Promise<unknown> {
  return async (page) => {
    const answered = page.waitForEvent('load');
    await page.locator(button).click();
    await answered;
  };
}

/** Sends a form as it stands, without the browser's own checks, and waits for the answer. */
export function sending(form: string): (page: Page) => Promise<unknown> {
  return async (page) => {
    const answered = page.waitForEvent('load');
    await page.locator(form).evaluate((each: Form) => each.submit());
    await answered;
  };
}

/** The same with nothing typed, ticked or chosen. */
export function sendingEmpty(form: string): (page: Page) => Promise<unknown> {
  return async (page) => {
    await page.locator(form).evaluate((each: Form) => {
      for (const field of each.querySelectorAll('input:not([type=hidden]), textarea')) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else field.value = '';
      }
    });
    await sending(form)(page);
  };
}

/** Opens the page and does what is to be done there. */
export async function visit(page: Page, shop: TestApp, one: Visit): Promise<void> {
  await page.goto(shop.url + addressOf(one));
  if (typeof one !== 'string') await one[1](page);
}

/** Looks at each page with all that can be unfolded: its language, WCAG, and its width. */
export async function lookAt(
  page: Page,
  shop: TestApp,
  language: string,
  visits: readonly Visit[],
): Promise<void> {
  for (const one of visits) {
    await visit(page, shop, one);
    expect(await page.getAttribute('html', 'lang'), page.url()).to.equal(language);
    await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
    await expectAccessible(page);
  }
}

/** The addresses of all pages that nobody visited, as the program's own patterns: '/archive/:id'. */
export function notVisited({ app }: TestApp, visits: readonly Visit[]): readonly string[] {
  const patterns = pagesOf(app.http.router as unknown as Router);
  const visited = new Set(
    visits.map((one) => {
      const path = addressOf(one).split('?')[0]!;
      return patterns.find((pattern) => asExpression(pattern).test(path));
    }),
  );
  return patterns.filter((pattern) => !visited.has(pattern));
}

interface Router {
  readonly stack: readonly {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
    readonly handle: unknown;
  }[];
}

function pagesOf({ stack }: Router): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route) return route.methods['get'] ? [route.path] : [];
    return typeof handle === 'function' && 'stack' in handle ? pagesOf(handle as unknown as Router) : [];
  });
}

function asExpression(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`);
}
