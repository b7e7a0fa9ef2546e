// The steps of the upload wizard, by the names of fields and addresses, so that they hold in both languages, and with and
// without script.

import assert from 'node:assert/strict';
import { until } from './server.mjs';
import { here, send } from './story.mjs';

/** Answers that let a contribution through. */
export const PEOPLE = { faces: 'none', names: 'none', agree: 'yes' };
export const RIGHTS = { music: 'own', pictures: 'own', brands: 'none' };

/** The step of the wizard that is shown. */
export const step = (page) => here(page).split('/').at(-1);

/** Does something, then waits for the step that follows. */
export async function then(page, wanted, act) {
  await act();
  await page.waitForURL((url) => url.pathname.endsWith(`/${wanted}`));
  await page.locator('main:not([aria-busy]) h1').waitFor();
}

/** Presses the page's one filled button. */
export const next = (page, wanted) => then(page, wanted, () => page.click('main .btn.primary'));

/** Chooses one of several, as people do: by its label. */
export async function choose(page, name, value) {
  const id = await page.locator(`[name=${name}][value="${value}"]`).getAttribute('id');
  await page.click(`label[for="${id}"]`);
}

/** From the first page to the work itself. Gives the code of the contribution. */
export async function begin(page, category, lang = 'sv') {
  await page.goto(`/${lang}/upload`);
  await send(page, '/upload');
  await choose(page, 'category', category);
  await next(page, category === 'poem' ? 'poem' : 'files');
  return here(page).split('/')[2];
}

export async function about(page, { title, text = '', credits = '', language }) {
  await page.fill('[name=title]', title);
  if (text) await page.fill('[name=text]', text);
  if (credits) await page.fill('[name=credits]', credits);
  if (language) await page.selectOption('[name=language]', language);
  await next(page, 'people');
}

export async function answer(page, answers, wanted) {
  for (const [name, value] of Object.entries(answers)) await choose(page, name, value);
  await next(page, wanted);
}

/** The files as the list shows them. */
export function files(page) {
  return page.locator('.filelist > li:not([hidden])').evaluateAll((rows) => rows.map((row) => ({
    name: row.querySelector('.name').textContent,
    state: row.dataset.state,
    text: row.querySelector('[data-text]').textContent,
    percent: row.querySelector('progress')?.value ?? null,
  })));
}

/** Waits until all files are ready; without a script the list is asked for again by its link. */
export async function ready(page, count, seconds = 90) {
  await until(`${count} files are ready`, async () => {
    const refresh = page.locator('[data-files] .no-js a:visible');
    if (await refresh.count()) await Promise.all([page.waitForNavigation(), refresh.click()]);
    const all = await files(page);
    const bad = all.find((one) => ['failed', 'refused'].includes(one.state));
    assert.equal(bad, undefined, JSON.stringify(bad));
    return all.length === count && all.every((one) => one.state === 'ready');
  }, seconds);
}
