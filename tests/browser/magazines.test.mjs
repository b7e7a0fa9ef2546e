// A class magazine: handed in as PDF, looked through by those who decide, read by everybody with keys, buttons and without script.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESKTOP, PHONE, launch, person, scriptless } from './lib/browser.mjs';
import { look } from './lib/look.mjs';
import { magazine } from './lib/media.mjs';
import { start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

const PAGES = 6;
let browser;
let server;
let code;
const faults = [];

async function open(options = {}) {
  const context = await person(browser, server, options);
  context.faults = faults;
  return context.newPage();
}

/** Opens the magazine and waits for its reader. */
async function read(options) {
  const page = await open(options);
  await page.goto(`/sv/c/${code}`);
  await page.locator('.pages.ready').waitFor();
  return page;
}

/** Numbers of the pages that lie open. */
const lying = (page) => page.locator('.pages li').evaluateAll((items) => items
  .map((item, index) => (item.checkVisibility() ? index + 1 : 0)).filter(Boolean));

/** What was said to everybody about the place in the magazine. */
const said = (page) => page.locator('.turn [role=status]').textContent();

before(async () => {
  browser = await launch();
  server = await start();
  await server.grant('larare@skola.example', 'teacher');
  await server.grant('moderator@dizza.example', 'moderator');
}, { timeout: 60_000 });
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a class hands in a PDF, and teacher and moderator see all pages with their text', async () => {
  const teacher = await open();
  await story.signIn(teacher, server, 'larare@skola.example');
  const schoolClass = await story.openClass(teacher);
  const pupil = await open({ viewport: PHONE });
  await story.join(pupil, schoolClass.code, 'Räven');
  code = await wizard.begin(pupil, 'image');
  assert.match(await pupil.getAttribute('#field-file', 'accept'), /application\/pdf/);
  await pupil.setInputFiles('#field-file', magazine(PAGES));
  await until('it is ready', async () => (await wizard.files(pupil))[0]?.state === 'ready', 90);
  await wizard.next(pupil, 'about');
  await wizard.about(pupil, { title: 'Rast', text: 'Klassens tidning.' });
  await wizard.answer(pupil, wizard.PEOPLE, 'rights');
  await wizard.answer(pupil, wizard.RIGHTS, 'check');
  await pupil.locator('[data-hand-in] button').click();
  await pupil.waitForURL(/\/done$/);

  const everything = async (page) => {
    assert.deepEqual(await lying(page), [1, 2, 3, 4, 5, 6]);
    assert.equal(await page.locator('.pages.ready').count(), 0, 'nothing has to be turned to');
    const texts = await page.locator('.pages details[open] .pagetext').allInnerTexts();
    assert.deepEqual(texts.map((text) => text.trim()), [1, 2, 3, 4, 5, 6].map((number) => `Sidan ${number} i tidningen`));
  };
  await teacher.goto(schoolClass.address);
  await teacher.locator('tr:has(.tag.hl) a').first().click();
  await teacher.waitForURL(/\/contributions\//);
  await everything(teacher);
  const wrong = [];
  await look(teacher, 'the class\'s checklist', wrong);
  await story.approveHere(teacher);
  const moderator = await open();
  await story.signIn(moderator, server, 'moderator@dizza.example');
  await moderator.goto(`/sv/moderate/c/${code}`);
  await everything(moderator);
  await look(moderator, 'the moderator\'s item', wrong);
  assert.deepEqual(wrong, []);
  await moderator.locator('form[action$="/approve"] button').first().click();
  await until('it is public', async () => (await fetch(`${server.origin}/sv/c/${code}`)).ok, 60);
}, { timeout: 240_000 });

test('on a wide screen: the cover alone, then two and two, by keys and buttons', async () => {
  const page = await read({ viewport: DESKTOP });
  assert.deepEqual(await lying(page), [1]);
  await page.keyboard.press('ArrowRight');
  assert.deepEqual(await lying(page), [2, 3]);
  assert.equal(await said(page), 'Sida 2 och 3 av 6');
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual(await lying(page), [1]);
  const [previous, next] = [page.locator('.turn button').first(), page.locator('.turn button').last()];
  assert.equal(await previous.getAttribute('aria-disabled'), 'true');
  await next.focus();
  for (const wanted of [[2, 3], [4, 5], [6], [6]]) {
    await page.keyboard.press('Enter');
    assert.deepEqual(await lying(page), wanted);
    assert.ok(await next.evaluate((button) => button === document.activeElement), 'the focus stays on the button');
  }
  assert.equal(await next.getAttribute('aria-disabled'), 'true');
  assert.equal(await said(page), 'Sida 6 av 6');
  await page.keyboard.press('Home');
  assert.deepEqual(await lying(page), [1]);
  await page.fill('.turn input', '5');
  await page.keyboard.press('Enter');
  assert.deepEqual(await lying(page), [4, 5]);
  await page.fill('.turn input', '99');
  await page.keyboard.press('Tab');
  assert.deepEqual(await lying(page), [6]);
  // Two pages that lie beside each other touch, and none is wider than the screen.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const [left, right] = await page.locator('.pages li:not(.shut) img').evaluateAll((all) => all.map((image) => image.getBoundingClientRect().toJSON()));
  assert.ok(Math.abs(left.right - right.left) < 8 && Math.abs(left.top - right.top) < 2, JSON.stringify([left, right]));
  assert.ok(left.height > 500 && right.right <= DESKTOP.width);
  const wrong = [];
  await look(page, 'a magazine', wrong);
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('on a phone: one page at a time, with its text below', async () => {
  const page = await read({ viewport: PHONE });
  assert.deepEqual(await lying(page), [1]);
  await page.locator('.turn button').last().tap();
  assert.deepEqual(await lying(page), [2]);
  const text = page.locator('.pages li:not(.shut) details');
  await text.locator('summary').tap();
  assert.equal((await text.locator('.pagetext').innerText()).trim(), 'Sidan 2 i tidningen');
  await page.setViewportSize(DESKTOP);
  assert.deepEqual(await lying(page), [2, 3], 'a phone that is turned shows two');
  await page.context().close();
});

test('without script: all pages below each other', async () => {
  const context = await person(browser, server, { viewport: PHONE });
  await scriptless(context);
  const page = await context.newPage();
  await page.goto(`/sv/c/${code}`);
  assert.deepEqual(await lying(page), [1, 2, 3, 4, 5, 6]);
  assert.ok(await page.locator('.turn').isHidden(), 'no buttons that do nothing');
  const wrong = [];
  await look(page, 'a magazine without script', wrong);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('printed: all pages', async () => {
  const page = await read({ viewport: DESKTOP });
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await lying(page), [1, 2, 3, 4, 5, 6]);
  await page.context().close();
});

test('nothing was thrown and nobody else was asked', () => assert.deepEqual(faults, []));
