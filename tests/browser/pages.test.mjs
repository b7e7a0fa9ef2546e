// Every kind of page, as everybody who may see it: axe in light and dark, 320 px, no other host, no cookie for visitors.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, violations } from './lib/audit.mjs';
import { SMALL, launch, person } from './lib/browser.mjs';
import { look, lookAtAll } from './lib/look.mjs';
import { start } from './lib/server.mjs';
import * as story from './lib/story.mjs';

let browser;
let server;
let schoolClass;

before(async () => {
  browser = await launch();
  server = await start();
  for (const [email, role] of [['larare@skola.example', 'teacher'], ['moderator@dizza.example', 'moderator']]) {
    await server.grant(email, role);
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('these eyes see what is wrong', async () => {
  const page = await (await person(browser, server)).newPage();
  await page.goto('/sv');
  await page.evaluate(() => {
    document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/favicon.ico"><p class="meta" id="wide">x</p>');
    document.getElementById('wide').style.width = '2000px';
  });
  assert.match((await violations(page)).join(), /image-alt/);
  assert.match(await overflow(page), /id="wide"/);
});

test('what a teacher sees', async () => {
  const page = await (await person(browser, server)).newPage();
  await story.signIn(page, server, 'larare@skola.example');
  schoolClass = await story.openClass(page);
  await lookAtAll(page, ['/sv/classes'], ['/classes', '/classes/*', '/classes/new', '/classes/*/projector', '/classes/*/renew']);
});

test('what a pupil sees', async () => {
  const page = await (await person(browser, server)).newPage();
  await story.join(page, schoolClass.code, 'Kim');
  const faults = [];
  await look(page, 'the three words', faults);
  assert.deepEqual(faults, []);
  await lookAtAll(page, ['/sv/joined'], ['/joined', '/join']);
});

test('what everybody sees, without a cookie', async () => {
  const context = await person(browser, server);
  const page = await context.newPage();
  await page.goto('/');
  const expected = ['/', '/gallery', '/how-it-works', '/for-schools', '/for-partners', '/privacy', '/accessibility', '/sign-in', '/join', '/return'];
  await lookAtAll(page, ['/sv', '/sv/no-such-page'], expected);
  assert.deepEqual(await context.cookies(), []);
});

test('the head is one line on the narrowest phone, in both languages', async () => {
  const page = await (await person(browser, server, { viewport: SMALL })).newPage();
  for (const lang of ['sv', 'en']) {
    await page.goto(`/${lang}`);
    const lines = await page.locator('.top .end .btn').evaluateAll((buttons) => buttons.map((button) => {
      const words = document.createRange();
      words.selectNodeContents(button);
      return new Set([...words.getClientRects()].map((box) => Math.round(box.bottom / 8))).size;
    }));
    assert.deepEqual(lines.slice(1), [1], lang);
    assert.equal(await overflow(page), null, lang);
  }
});

test('forms that were filled in wrongly', async () => {
  const page = await (await person(browser, server)).newPage();
  const faults = [];
  for (const address of ['/sv/sign-in', '/sv/join', '/sv/return']) {
    await page.goto(address);
    await story.send(page, address);
    assert.match(await page.title(), /^Fel: /, address);
    assert.equal(await page.locator('.summary a').count() > 0, true, address);
    await look(page, `${address}, wrong`, faults);
  }
  assert.deepEqual([...faults, ...page.context().faults], []);
});
