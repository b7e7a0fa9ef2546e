// The steps of the main job, one function each, by the names of fields and addresses, so that they hold in both languages.

import assert from 'node:assert/strict';
import { until } from './server.mjs';

/** Presses the one button of the form that posts to an address like this. */
export async function send(page, action, button = 'button[type=submit], button:not([type])') {
  const form = page.locator(`main form[action*="${action}"]`).first();
  const press = form.locator(button).first();
  await press.waitFor(); // so that a missing button is told of as one
  await Promise.all([page.waitForNavigation(), press.click()]);
}

/** The path of the page without its language. */
export function here(page) {
  return new URL(page.url()).pathname.replace(/^\/\w\w(?=\/|$)/, '') || '/';
}

export async function signIn(page, server, email, lang = 'sv') {
  await page.goto(await server.signInLink(email, lang));
  assert.deepEqual(await page.context().cookies(), [], 'no cookie before the button is pressed');
  await send(page, '/sign-in/');
  assert.doesNotMatch(here(page), /^\/sign-in/, 'signed in');
}

/** Signs in as everybody does: with the six digits of the mail. */
export async function signInByMail(page, server, email, lang = 'sv') {
  await page.goto(`/${lang}/sign-in`);
  await page.fill('[name=email]', email);
  await send(page, '/sign-in');
  await page.fill('[name=digits]', digits(await server.mail(email)));
  await send(page, '/sign-in/code');
  assert.doesNotMatch(here(page), /^\/sign-in/, 'signed in');
}

/** The six digits of a mail, however they are grouped. */
export function digits(mail) {
  const found = mail.match(/(?<![\d/\w-])(\d{3})[ \u00a0]?(\d{3})(?![\d\w-])/);
  assert.ok(found, `six digits in: ${mail}`);
  return found[1] + found[2];
}

/** Opens a class; gives its code and address. */
export async function openClass(page, lang = 'sv', name = '8B') {
  await page.goto(`/${lang}/classes/new`);
  await page.fill('[name=school]', 'Björkskolan');
  await page.fill('[name=name]', name);
  for (const field of ['grade', 'municipality']) {
    const value = await page.locator(`[name=${field}] option`).nth(3).getAttribute('value');
    await page.selectOption(`[name=${field}]`, value);
  }
  await page.check('[name=show_place]');
  await send(page, '/classes');
  assert.match(here(page), /^\/classes\/[^/]+$/);
  return { code: (await page.locator('.joincode').first().innerText()).trim(), address: page.url() };
}

/** A pupil joins; gives the three words. */
export async function join(page, code, nickname, lang = 'sv') {
  await page.goto(`/${lang}/join`);
  await page.fill('[name=code]', code.toLowerCase());
  await page.fill('[name=nickname]', nickname);
  await send(page, '/join');
  assert.equal(here(page), '/joined');
  const words = (await page.locator('.joincode').innerText()).trim().split(/\s+/);
  assert.equal(words.length, 3);
  return words;
}

/** Asks for a mail to vote with, and confirms with its digits. */
export async function voteByMail(page, server, code, email, lang = 'sv') {
  await page.goto(`/${lang}/c/${code}`);
  await page.click(`.votebox a[href*="/vote/start"]`);
  await page.fill('[name=email]', email);
  await send(page, '/vote/start');
  assert.equal(here(page), `/c/${code}/vote/code`);
  await page.fill('[name=digits]', digits(await server.mail(email)));
  await send(page, '/vote/code');
}

/** Puts a report in. `reason` is the value of the choice. */
export async function report(page, code, reason, lang = 'sv') {
  await page.goto(`/${lang}/c/${code}`);
  await page.click(`a[href$="/c/${code}/report"]`);
  // The label covers the whole box around the choice: that is what people press.
  const choice = page.locator(`[name=reason][value="${reason}"]`);
  await page.click(`label[for="${await choice.getAttribute('id')}"]`);
  assert.ok(await choice.isChecked());
  await send(page, '/report');
  assert.equal(here(page), `/c/${code}/report/thanks`);
}

/** The teacher opens the first hand-in that waits, ticks all of the checklist and lets it on. Gives its code. */
export async function classApproveFirst(page, lang = 'sv') {
  await page.goto(`/${lang}/classes`);
  await page.locator('.biglinks li:has(.tag) a').first().click();
  await page.locator('tr:has(.tag.hl) a').first().click();
  return approveHere(page);
}

/** Ticks all of the checklist of the hand-in that is shown, and lets it on. Gives its code. */
export async function approveHere(page) {
  await page.waitForURL(/\/contributions\//);
  const code = here(page).split('/').at(-1);
  // The checklist comes when all files are ready; until then there is a way to look again.
  await until('the checklist is there', async () => {
    if (await page.locator('[name=tick]').count()) return true;
    await Promise.all([page.waitForNavigation(), page.click(`aside a.btn[href$="/contributions/${code}"]`)]);
    return false;
  }, 120);
  assert.equal(await page.locator('[name=tick]').count(), 11, 'eleven ticks');
  await page.locator('[name=tick]').first().check();
  await send(page, `/contributions/${code}`);
  assert.equal(await page.locator('.summary').count(), 1, 'ten ticks are missing');
  for (const tick of await page.locator('[name=tick]').all()) await tick.check();
  await send(page, `/contributions/${code}`);
  assert.equal(await page.locator('.summary').count(), 0);
  return code;
}
