// Covering a place and silencing a stretch: drawn, by keyboard, by plain form; and what becomes of the picture.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, launch, person, scriptless } from './lib/browser.mjs';
import { look } from './lib/look.mjs';
import { film, magazine, picture, songWithCover } from './lib/media.mjs';
import { start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

let browser;
let server;
let teacher;
const faults = [];

before(async () => {
  browser = await launch();
  server = await start();
  await server.grant('larare@skola.example', 'teacher');
  teacher = await (await person(browser, server)).newPage();
  await story.signIn(teacher, server, 'larare@skola.example');
});
after(async () => {
  await browser?.close();
  await server?.stop();
  assert.deepEqual(faults, []);
});

const shot = async (page, name) => {
  const folder = process.env.DIZZA_SHOTS;
  if (!folder) return;
  for (const [width, height] of [[390, 844], [1280, 800]]) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(DESKTOP);
};

const seen = async (page, name) => {
  await shot(page, name);
  const wrong = [];
  await look(page, name, wrong);
  faults.push(...wrong, ...page.context().faults.splice(0));
};

/** Brightness, 0 to 255, at a place of the first picture of the list, in percent. */
const level = (page, x, y) => page.locator('.filelist img').first().evaluate(async (img, [x, y]) => {
  img.loading = 'eager';
  await img.decode();
  const canvas = document.createElement('canvas');
  canvas.width = img.naturalWidth;
  canvas.height = img.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(img, 0, 0);
  const [r, g, b] = context.getImageData(x * canvas.width / 100, y * canvas.height / 100, 1, 1).data;
  return Math.max(r, g, b);
}, [x, y]);

for (const script of [true, false]) {
  describe(script ? 'with script' : 'without script', () => {
    let page;
    let code;
    const label = script ? 'med' : 'utan';

    before(async () => {
      const schoolClass = await story.openClass(teacher, 'sv', script ? '7A' : '7B');
      const context = await person(browser, server, { viewport: script ? DESKTOP : PHONE });
      if (!script) await scriptless(context);
      page = await context.newPage();
      await story.join(page, schoolClass.code, 'Räven');
      code = await wizard.begin(page, 'film');
      await page.setInputFiles('#field-file', [picture(1), await film()]);
      if (script) {
        await wizard.ready(page, 2);
      } else {
        await wizard.next(page, 'about');
        await page.goto(`/sv/upload/${code}/files`);
        await wizard.ready(page, 2);
      }
    });
    after(() => page.context().close());

    test('a picture is covered', async () => {
      await page.locator('.filelist a[href*="/redact/"]').first().click();
      await page.waitForURL(/\/redact\//);
      await seen(page, `bild-${label}`);
      if (script) {
        const frame = await page.locator('.redact svg').boundingBox();
        await page.mouse.move(frame.x + frame.width * 0.1, frame.y + frame.height * 0.2);
        await page.mouse.down();
        await page.mouse.move(frame.x + frame.width * 0.5, frame.y + frame.height * 0.6, { steps: 4 });
        await page.mouse.up();
        assert.match(await page.inputValue('[name=left]'), /^(9,9|10|10,1)$/);
        assert.match(await page.inputValue('[name=bottom]'), /^(59,9|60|60,1)$/);
        // The arrows move it by one percent, with shift they make it larger.
        const before = Number.parseFloat((await page.inputValue('[name=left]')).replace(',', '.'));
        await page.locator('.redact .new').focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowRight');
        const after = Number.parseFloat((await page.inputValue('[name=left]')).replace(',', '.'));
        assert.ok(Math.abs(after - before - 1) < 0.11, `${before} ${after}`);
        await page.keyboard.press('Shift+ArrowDown');
        const numbers = await page.evaluate(() => ['left', 'right', 'top', 'bottom'].map((name) => document.querySelector(`[name=${name}]`).value));
        const told = await page.textContent('[data-redact-at]');
        assert.deepEqual(told.match(/[\d,]+/g), numbers, 'screen readers are told where it is');
      } else {
        for (const [name, value] of Object.entries({ left: '10', right: '50', top: '20', bottom: '60' })) await page.fill(`[name=${name}]`, value);
      }
      await Promise.all([page.waitForNavigation(), page.click('.btn[name=press][value=add]')]);
      assert.equal(await page.locator('.redact rect:not(.new)').count(), 1);
      await Promise.all([page.waitForNavigation(), page.click('[name=press][value=go]')]);
      assert.equal(await page.locator('#error-summary a[href="#field-why"]').count(), 1, 'why is asked');
      await seen(page, `fel-${label}`);
      await page.selectOption('[name=why]', 'person');
      await Promise.all([page.waitForNavigation(), page.click('[name=press][value=go]')]);
      assert.match(story.here(page), /^\/upload\/\w+\/files/, 'back to where they came from');
      await page.goto(`/sv/upload/${code}/files`);
      await wizard.ready(page, 2);
      assert.ok(await level(page, 30, 40) < 24, 'covered');
      assert.ok(await level(page, 80, 80) > 24, 'and nothing else');
    });

    test('a stretch of a film is silenced', async () => {
      await page.goto(`/sv/upload/${code}/files`);
      await page.locator('.filelist a[href*="/redact/"]').last().click();
      await page.waitForURL(/\/redact\//);
      await wizard.choose(page, 'what', 'silence');
      if (script) {
        const at = async (seconds, button) => {
          await page.locator('video').evaluate((video, seconds) => new Promise((done) => {
            video.addEventListener('seeked', done, { once: true });
            video.preload = 'auto';
            video.currentTime = seconds;
          }), seconds);
          await page.click(`[data-redact-time=${button}]`);
        };
        await at(0.5, 'from');
        await at(1, 'to');
        assert.equal(await page.inputValue('[name=from]'), '0:00,5');
        assert.equal(await page.inputValue('[name=to]'), '0:01,001');
        assert.ok(await page.locator('.redact canvas').evaluate((canvas) => canvas.width) > 0, 'the moment lies under the grid');
      } else {
        await page.fill('[name=from]', '0:00,5');
        await page.fill('[name=to]', '1');
      }
      await seen(page, `film-${label}`);
      await page.selectOption('[name=why]', 'voice');
      await Promise.all([page.waitForNavigation(), page.click('[name=press][value=go]')]);
      assert.match(story.here(page), /^\/upload\/\w+\/files/, 'back to where they came from');
      await page.goto(`/sv/upload/${code}/files`);
      await until('the film is back', async () => {
        await page.reload();
        return (await wizard.files(page)).every((file) => file.state === 'ready');
      }, 90);
    });

    test("a song's cover is shown, and taken out", async () => {
      await page.goto(`/sv/upload/${code}/files`);
      await page.setInputFiles('#field-file', [await songWithCover()]);
      if (!script) {
        await wizard.next(page, 'about');
        await page.goto(`/sv/upload/${code}/files`);
      }
      await wizard.ready(page, 3);
      const covers = async () => {
        await page.goto(`/sv/upload/${code}/files`);
        await page.locator('.filelist a[href*="/redact/"]').last().click();
        await page.waitForURL(/\/redact\//);
        return page.locator('.media a img[alt^="Omslaget"]').count();
      };
      assert.equal(await covers(), 1);
      await seen(page, `omslag-${label}`);
      await wizard.choose(page, 'what', 'cover');
      await page.selectOption('[name=why]', 'person');
      await Promise.all([page.waitForNavigation(), page.click('[name=press][value=go]')]);
      assert.match(story.here(page), /^\/upload\/\w+\/files/, 'back to where they came from');
      await page.goto(`/sv/upload/${code}/files`);
      await wizard.ready(page, 3);
      assert.equal(await covers(), 0);
      assert.match(await page.textContent('main'), /Omslaget tas bort/);
      assert.equal(await page.locator('[name=what]').count(), 0, 'there is nothing left to take out');
    });

    test('words on a page of a magazine are covered', async () => {
      await page.goto(`/sv/upload/${code}/files`);
      await page.setInputFiles('#field-file', [magazine(3)]);
      if (!script) {
        await wizard.next(page, 'about');
        await page.goto(`/sv/upload/${code}/files`);
      }
      await wizard.ready(page, 4);
      await page.goto(`/sv/upload/${code}/files`);
      await page.locator('.filelist a[href*="/redact/"]').last().click();
      await page.waitForURL(/\/redact\//);
      const here = page.url();
      const press = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
      const shown = () => page.locator('.redact img').getAttribute('src');
      const first = await shown();
      await press('.btn[value=page-2]');
      assert.match(await shown(), /p02_/);
      assert.equal(await page.inputValue('#field-to_page'), '2');
      assert.match(await page.textContent('.sheettext'), /Sidan 2 i tidningen/);
      await seen(page, `tidning-${label}`);
      // The word "tidningen" on page 2; it goes along when another page is looked at, also without being added first.
      const word = { left: '40', right: '70', top: '9', bottom: '18' };
      for (const [name, value] of Object.entries(word)) await page.fill(`[name=${name}]`, value);
      await page.selectOption('#field-to_page', '3');
      await press('.btn[value=show]');
      assert.match(await shown(), /p03_/);
      assert.equal(await page.locator('.redact rect:not(.new)').count(), 0, 'the box lies on another page');
      assert.match(await page.textContent('#redact-form'), /Sida 2\. Ruta: 40 till 70 %/);
      await wizard.choose(page, 'what', 'page');
      await press('.btn[value=page-2]');
      assert.equal(await page.locator('.redact rect:not(.new)').count(), 1);
      // The enter key in a field adds a box, and nothing else.
      for (const [name, value] of Object.entries({ left: '80', right: '90', top: '80', bottom: '90' })) await page.fill(`[name=${name}]`, value);
      await Promise.all([page.waitForNavigation(), page.press('[name=bottom]', 'Enter')]);
      assert.equal(await page.locator('.redact rect:not(.new)').count(), 2);
      assert.equal(await page.inputValue('#field-to_page'), '2');
      await page.selectOption('[name=why]', 'name');
      await press('[name=press][value=go]');
      assert.match(story.here(page), /^\/upload\/\w+\/files/, 'back to where they came from');
      await page.goto(`/sv/upload/${code}/files`);
      await wizard.ready(page, 4);
      await page.goto(here);
      assert.notEqual(await shown(), first, 'under a new key');
      assert.match(await page.textContent('.sheettext'), /Sidan 1 i tidningen/);
      await press('.btn[value=page-2]');
      const text = await page.textContent('.sheettext');
      assert.match(text, /Sidan 2/);
      assert.doesNotMatch(text, /tidningen/);
      assert.match(await page.textContent('main'), /Sida 3\. Hela sidan/);
      await press('.btn[value=page-3]');
      assert.equal(await page.locator('.sheettext').count(), 0, 'no text is left');
    });
  });
}
