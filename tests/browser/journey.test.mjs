// The whole path, once with script and once without, on a phone and on a desk.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, launch, person } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import * as story from './lib/story.mjs';

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await start();
  await server.grant('larare@skola.example', 'teacher');
  await server.grant('moderator@dizza.example', 'moderator');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const ways = [
  { name: 'with script, on a phone', lang: 'sv', viewport: PHONE, javaScriptEnabled: true },
  { name: 'without script, on a phone', lang: 'en', viewport: PHONE, javaScriptEnabled: false },
  { name: 'with script, on a desk', lang: 'en', viewport: DESKTOP, javaScriptEnabled: true },
  { name: 'without script, on a desk', lang: 'sv', viewport: DESKTOP, javaScriptEnabled: false },
];

for (const [number, { name, lang, viewport, javaScriptEnabled }] of ways.entries()) {
  describe(`the whole path ${name}`, () => {
    const open = {};
    const faults = [];
    /** The page of this person, opened when first asked for. */
    const as = async (who) => {
      if (!open[who]) {
        const context = await person(browser, server, { viewport, javaScriptEnabled });
        open[who] = await context.newPage();
      }
      return open[who];
    };
    let schoolClass;
    after(async () => {
      for (const page of Object.values(open)) {
        faults.push(...page.context().faults);
        await page.context().close();
      }
    });

    test('a teacher signs in with a link and opens a class', async () => {
      const page = await as('teacher');
      await story.signIn(page, server, 'larare@skola.example', lang);
      schoolClass = await story.openClass(page, lang, `8${'ABCD'[number]}`);
      assert.match(schoolClass.code, /^\w[\w -]{4,}$/);
    });

    test('a pupil joins with code and nickname, and sees three words once', async () => {
      const page = await as('pupil');
      await story.join(page, schoolClass.code, `Kim ${number}`, lang);
      await page.reload();
      assert.equal(await page.locator('.joincode').count(), 0, 'the words are shown once');
    });

    test('nothing was asked of other hosts, and nothing broke', () => {
      for (const page of Object.values(open)) faults.push(...page.context().faults);
      assert.deepEqual(faults, []);
    });
  });
}
