// Looking at pages: axe by day and by night, narrow phones.

import assert from 'node:assert/strict';
import { overflow, violations } from './audit.mjs';
import { DESKTOP, SMALL } from './browser.mjs';
import { crawl } from './crawl.mjs';


/** Looks at the page as it is: axe by day and by night, then on the narrowest phone. */
export async function look(page, name, faults) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const line of await violations(page)) faults.push(`${name} (${colorScheme}) ${line}`);
  }
  await page.setViewportSize(SMALL);
  const wide = await overflow(page);
  if (wide) faults.push(`${name} is too wide: ${wide}`);
  for (const line of await violations(page)) faults.push(`${name} (320 px) ${line}`);
  await page.setViewportSize(DESKTOP);
}

/** Crawls as the person of this page and looks at all; `expected` kinds must be among them. */
export async function lookAtAll(page, starts, expected) {
  const faults = [];
  const kinds = await crawl(page, starts, async (_, name, address, answer) => {
    if (answer.status() >= 500) faults.push(`${address} answers ${answer.status()}`);
    await look(page, name, faults);
  });
  assert.deepEqual([...faults, ...page.context().faults], []);
  assert.deepEqual(expected.filter((name) => !kinds.includes(name)), [], `pages that were not found among ${kinds}`);
}
