// Captions: written in the wizard, and shown by the film wherever it is played. The media come from another origin here.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, SMALL, launch, person, scriptless, slowLine } from './lib/browser.mjs';
import { look } from './lib/look.mjs';
import { film, song } from './lib/media.mjs';
import { freePort, otherSite, start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

const SECONDS = 8;
const WRONG = '1\r\n00:00:00,000 --> 00:00:05,000\r\n<font color=red>Hej</font>\r\n';
const RIGHT = WRONG.replace(/<[^>]*>/g, '');

let browser;
let server;
let media;
let sitePort;
let teacher;
let moderator;
const contexts = [];

async function open(options = {}) {
  const context = await person(browser, server, { sites: [media, `http://localhost:${sitePort}`], ...options });
  contexts.push(context);
  return context.newPage();
}

before(async () => {
  browser = await launch();
  sitePort = await freePort();
  server = await start({ env: (port) => ({ DIZZA_SERVER__MEDIA_ORIGIN: media = `http://localhost:${port}` }) });
  await server.grant('larare@skola.example', 'teacher');
  await server.grant('moderator@dizza.example', 'moderator');
  teacher = await open();
  await story.signIn(teacher, server, 'larare@skola.example');
  moderator = await open();
  await story.signIn(moderator, server, 'moderator@dizza.example');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the film's first text track holds, once it is there. */
const cues = (frame) => until('the captions are loaded', () => frame.locator('video').first().evaluate((video) => {
  const [track] = video.textTracks;
  if (track?.mode === 'disabled') track.mode = 'hidden';
  return track?.cues?.length && [...track.cues].map((cue) => cue.text);
}), 20);

for (const [number, { name, lang, viewport, script }] of [
  { name: 'with script, on a phone', lang: 'sv', viewport: PHONE, script: true },
  { name: 'without script, on a small phone', lang: 'en', viewport: SMALL, script: false },
].entries()) {
  describe(`captions ${name}`, () => {
    const title = `Hör ni ${number}`;
    let page;
    let code;
    const seen = async (what) => {
      const wrong = [];
      await look(page, `${what} ${name}`, wrong);
      assert.deepEqual(wrong, []);
      await page.setViewportSize(viewport);
    };

    test('are written in the wizard', async () => {
      const schoolClass = await story.openClass(teacher, 'sv', `9${'AB'[number]}`);
      page = await open({ viewport });
      await (script ? slowLine : scriptless)(page.context()); // with script, the player shows them too
      await story.join(page, schoolClass.code, 'Räven', lang);
      code = await wizard.begin(page, 'film', lang);
      await page.setInputFiles('#field-file', [await film('film.mp4', SECONDS), await song()]);
      if (!script) await Promise.all([page.waitForNavigation(), page.click('.by-hand button')]);
      await wizard.ready(page, 2, 120);
      await seen('files that ask for captions');
      await page.click('[data-files] a[href$="/captions"]');
      await page.waitForURL(/\/captions$/);
      await seen('captions');
      await page.setInputFiles('[name=file]', { name: 'text.srt', mimeType: 'application/x-subrip', buffer: Buffer.from(WRONG) });
      await page.click('main .btn.primary');
      await page.locator('.summary').waitFor();
      assert.match(await page.locator('.summary').innerText(), lang === 'sv' ? /Rad 3: här står koder/ : /Line 3: there are codes/);
      await seen('wrong captions');
      // What the file held can be mended right here.
      assert.match(await page.inputValue('[name=text]'), /<font color=red>Hej/);
      await page.fill('[name=text]', RIGHT);
      await page.click('main .btn.primary');
      await page.locator('.cues').waitFor();
      await seen('stored captions');
      await page.click('a.back');
      await page.locator('[data-files] a[href$="/transcript"]').last().click();
      await page.fill('[name=text]', 'Vi spelar\nen ton');
      await page.click('main .btn.primary');
      await page.locator('main section .prose').waitFor();
      await page.goto(`/${lang}/upload/${code}/about`);
      await wizard.about(page, { title });
      await wizard.answer(page, wizard.PEOPLE, 'rights');
      await wizard.answer(page, wizard.RIGHTS, 'check');
      await seen('the last look');
      await wizard.then(page, 'done', () => page.click('[data-hand-in] button'));
    });

    test('are read by the teacher and by the moderator', async () => {
      await teacher.goto('/sv/classes');
      await teacher.locator('.biglinks li:has(.tag) a').first().click();
      await teacher.locator('tr:has(.tag.hl) a').first().click();
      await teacher.waitForURL(/\/contributions\//);
      await teacher.locator('details:has(.cues) summary').click();
      assert.match(await teacher.locator('.cues').innerText(), /0:00\s+Hej/);
      await story.approveHere(teacher);
      await moderator.goto(`/sv/moderate/c/${code}`);
      await moderator.locator('details:has(.cues) summary').click();
      assert.match(await moderator.locator('.cues').innerText(), /Hej/);
      await story.send(moderator, '/approve');
      await until('it is published', async () => (await fetch(`${server.origin}/sv/c/${code}`)).ok, 30);
    });

    test('are shown by the film, with and without the player', async () => {
      await page.goto(`/sv/c/${code}`);
      await page.locator('h1').waitFor();
      await seen('the public page');
      const video = page.locator('video').first();
      assert.ok((await video.locator('track').getAttribute('src')).startsWith(media), 'from another origin');
      assert.equal(await video.evaluate((one) => one.textTracks[0].mode), 'showing');
      await video.evaluate((one) => { one.muted = true; return one.play(); }).catch(() => {});
      await until('it plays', () => video.evaluate((one) => one.currentTime > 0.3 && !one.paused));
      if (script) assert.match(await video.evaluate((one) => one.currentSrc), /^blob:/, 'hls.js has taken over');
      else assert.match(await video.evaluate((one) => one.currentSrc), /video\.mp4$/);
      assert.deepEqual(await cues(page), ['Hej']);
      assert.deepEqual(await video.evaluate((one) => [...one.textTracks[0].activeCues].map((cue) => cue.text)), ['Hej']);
      assert.equal(await video.evaluate((one) => one.textTracks.length), 1);
      await page.click('details:has(.prose) summary');
      assert.match(await page.locator('.media .prose').innerText(), /Vi spelar\s+en ton/);
    });

    test('are shown in a frame on another site', async () => {
      for (const sandbox of ['', 'sandbox="allow-popups"', 'sandbox="allow-scripts"']) {
        const site = await otherSite(sitePort, `<iframe ${sandbox} width=400 height=500 src="${server.origin}/embed/v1/c/${code}"></iframe>`);
        const visitor = await open({ viewport: DESKTOP });
        await visitor.goto(site.origin);
        const frame = visitor.frames()[1];
        await frame.locator('video').waitFor();
        assert.deepEqual(await cues(frame), ['Hej'], sandbox);
        await visitor.close();
        await site.stop();
      }
    });

    test('are what the gallery can ask for', async () => {
      await page.goto('/sv/gallery');
      await page.click('.filters a[href*="captioned=yes"]');
      await page.waitForURL(/captioned=yes/);
      assert.match(await page.locator('#wall').innerText(), new RegExp(title));
      await seen('the filtered gallery');
    });
  });
}

test('nothing asked where it should not, and nothing failed', () => {
  assert.deepEqual(contexts.flatMap((context) => context.faults), []);
});
