/** Working without a mouse. */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';

const mostStops = 200;

/** Presses Tab (or Shift+Tab) until the element has the focus; fails where it cannot be reached or does not show it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; !(await hasFocus(target)); stop += 1) {
    if (stop === mostStops) throw new Error(`${mostStops} times ${key} do not lead to ${target.toString()}`);
    await page.keyboard.press(key);
  }
  expect(await page.evaluate(isFocusShown), `${target.toString()} shows the focus`).to.equal(true);
}

/** Goes to the field and types, in place of what is in it. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** Goes to the box and presses the space bar. */
export async function tick(page: Page, box: Locator): Promise<void> {
  await tabTo(page, box);
  await page.keyboard.press('Space');
}

/** Goes to the button or link, presses Enter and waits for the next page. */
export async function enter(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabTo(page, target, key);
  const answered = page.waitForEvent('load');
  await page.keyboard.press('Enter');
  await answered;
}

/** Whether it is where the keys go. */
export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus'));
}

// A box inside a chip shows the focus on the chip.
const isFocusShown = `[document.activeElement, document.activeElement.closest('label')].some((element) => {
  const { outlineStyle, outlineWidth } = element ? getComputedStyle(element) : {};
  return outlineStyle !== undefined && outlineStyle !== 'none' && outlineWidth !== '0px';
})`;
