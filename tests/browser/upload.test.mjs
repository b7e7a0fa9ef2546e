// The whole path of a contribution, from the class's code to its public page: with and without script, on phones and desks.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, SMALL, launch, person, scriptless, speed } from './lib/browser.mjs';
import { look } from './lib/look.mjs';
import { film, picture, song } from './lib/media.mjs';
import { start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

let browser;
let server;
let teacher;
let moderator;
const faults = [];
const handedIn = [];

/** A context whose faults are asked for at the end. What is to be looked at without script has none of the site's. */
async function open({ viewport, script, eyes }) {
  const context = await person(browser, server, { viewport, javaScriptEnabled: script || Boolean(eyes) });
  if (eyes && !script) await scriptless(context);
  context.faults = faults;
  return context.newPage();
}

before(async () => {
  browser = await launch();
  server = await start();
  await server.grant('larare@skola.example', 'teacher');
  await server.grant('moderator@dizza.example', 'moderator');
  teacher = await (await person(browser, server)).newPage();
  await story.signIn(teacher, server, 'larare@skola.example');
  moderator = await (await person(browser, server)).newPage();
  await story.signIn(moderator, server, 'moderator@dizza.example');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const ways = [
  { name: 'with script, on a phone of 390 px', lang: 'sv', viewport: PHONE, script: true, eyes: true, files: async () => [picture(1), await film(), await song()] },
  { name: 'without script, on a desk', lang: 'sv', viewport: DESKTOP, script: false, eyes: true, files: async () => [picture(2), await film(), await song()] },
  { name: 'with script, on a desk', lang: 'en', viewport: DESKTOP, script: true, files: async () => [picture(3), await song('ljud.mp3', 2)] },
  { name: 'without script, on a phone of 320 px', lang: 'en', viewport: SMALL, script: false, files: async () => [picture(4), await song('ljud.mp3', 2)] },
];

for (const [number, { name, lang, viewport, script, eyes, files }] of ways.entries()) {
  describe(`a contribution with files ${name}`, () => {
    const title = `Ingen dimma här ${number}`;
    let page;
    let code;
    let schoolClass;
    let chosen;
    const seen = async (what) => {
      if (!eyes) return;
      const wrong = [];
      await look(page, `${what} ${name}`, wrong);
      assert.deepEqual(wrong, []);
      await page.setViewportSize(viewport);
    };
    before(async () => {
      schoolClass = await story.openClass(teacher, 'sv', `7${'ABCD'[number]}`);
      page = await open({ viewport, script, eyes });
      chosen = await files();
    });
    after(() => page.context().close());

    test('a pupil joins, and chooses what they made', async () => {
      await story.join(page, schoolClass.code, 'Räven', lang);
      await page.goto(`/${lang}/upload`);
      await seen('first page');
      await story.send(page, '/upload');
      await seen('category');
      await wizard.next(page, 'category');
      assert.equal(await page.locator('#error-summary a').count(), 1, 'a category must be chosen');
      await wizard.choose(page, 'category', 'film');
      await wizard.next(page, 'files');
      code = story.here(page).split('/')[2];
      await seen('files, none yet');
    });

    if (script) {
      test('files leave at once, and go on leaving while the next questions are answered', async () => {
        await speed(page, 4000);
        await page.evaluate(() => { window.stayed = true; });
        await page.setInputFiles('#field-file', chosen);
        await until('the first file is under way', async () => (await wizard.files(page))[0]?.percent > 0);
        const rows = await wizard.files(page);
        assert.deepEqual(rows.map((row) => row.name), chosen.map((file) => file.name));
        assert.match(rows[0].text, /^(Laddar upp|Uploading), \d+ %$/);
        assert.match(rows[1].text, /^(Väntar på sin tur|Waiting for its turn)$/);
        await seen('files under way');
        await wizard.next(page, 'about');
        assert.match(await page.locator('.uploadbar').innerText(), new RegExp(`${chosen[0].name}.*%`, 's'));
        await wizard.next(page, 'about');
        assert.equal(await page.locator('#error-summary a').count(), 1, 'a title is asked for');
        assert.match(await page.title(), /^(Fel|Error): /);
        assert.equal(await page.evaluate(() => document.activeElement.id), 'error-summary');
        await seen('title is missing');
        await wizard.about(page, { title, text: 'Så här låter luft.', credits: 'Räven och Ugglan' });
        assert.equal(await page.evaluate(() => window.stayed), true, 'the page was never left');
        await speed(page, -1);
      });
    } else {
      test('chosen files go along with "next"; nothing that was typed is lost', async () => {
        await page.setInputFiles('#field-file', chosen);
        await wizard.next(page, 'about');
        await wizard.next(page, 'about');
        assert.equal(await page.locator('#error-summary a').count(), 1, 'a title is asked for');
        await seen('title is missing');
        await page.fill('[name=title]', 'x'.repeat(121));
        await page.locator('[name=title]').evaluate((field) => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(121); });
        await page.fill('[name=text]', 'Detta står kvar');
        await wizard.next(page, 'about');
        assert.equal(await page.locator('#error-summary a').count(), 1, 'the title is too long');
        assert.equal(await page.inputValue('[name=text]'), 'Detta står kvar');
        await wizard.about(page, { title, text: 'Så här låter luft.', credits: 'Räven och Ugglan' });
      });
    }

    test('questions about people and rights say what to do', async () => {
      await seen('people');
      await wizard.answer(page, { ...wizard.PEOPLE, faces: 'some' }, 'people');
      assert.equal(await page.locator('#error-summary a').count(), 1);
      assert.equal(await page.locator('[name=names]:checked').getAttribute('value'), 'none', 'the other answers stay');
      await seen('somebody can be recognised');
      await wizard.answer(page, wizard.PEOPLE, 'rights');
      await seen('rights');
      await wizard.answer(page, wizard.RIGHTS, 'check');
    });

    test('files are changed in order and described, and their states are told until they are ready', async () => {
      await wizard.then(page, 'files', () => page.locator('main dl a[href$="/files"]').click());
      if (script) {
        await page.evaluate(() => { window.stayed = true; });
        const told = new Set();
        await until('all are ready', async () => {
          const rows = await wizard.files(page);
          for (const row of rows) told.add(row.text.replace(/\d+/, 'N'));
          return rows.length === chosen.length && rows.every((row) => row.state === 'ready');
        }, 120);
        assert.ok([...told].some((text) => /N %/.test(text)), `percents were told: ${[...told]}`);
        assert.equal(await page.evaluate(() => window.stayed), true, 'without loading the page again');
      } else {
        await wizard.ready(page, chosen.length, 120);
      }
      await seen('files are ready');
      const names = () => page.locator('[data-files] .name').allInnerTexts();
      const before = await names();
      const kinds = (all) => all.map((text) => text.replace(/^\d+\. /, ''));
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.locator('[id^=down-]').first().click()]);
      await until('the order has changed', async () => {
        const now = kinds(await names());
        return now[0] === kinds(before)[1] && now[1] === kinds(before)[0];
      });
      const alt = page.locator('[name^=alt-]').first();
      await alt.fill('En affisch med texten Nej tack');
      await wizard.next(page, 'about');
      await wizard.then(page, 'files', () => page.locator('a.back').click());
      assert.equal(await page.locator('[name^=alt-]').first().inputValue(), 'En affisch med texten Nej tack', '"next" keeps what was typed');
    });

    test('the last look, and the hand-in', async () => {
      await page.goto(`/${lang}/upload/${code}/check`);
      assert.equal(await page.locator('#missing').count(), 0);
      assert.match(await page.locator('main').innerText(), new RegExp(title));
      await seen('check');
      await wizard.then(page, 'done', () => page.locator('[data-hand-in] button').click());
      assert.equal(await page.locator('.workcode').innerText(), code);
      await seen('done');
      await page.goto(`/${lang}/my/${code}`);
      await seen('my page');
      await page.goto(`/${lang}/mine`);
      assert.match(await page.locator('main').innerText(), new RegExp(title));
      await seen('mine');
    });

    test('the teacher looks, ticks eleven boxes and lets it on', async () => {
      await teacher.goto(schoolClass.address);
      await teacher.locator('tr:has(.tag.hl) a').first().click();
      await story.approveHere(teacher);
      handedIn.push({ code, title, lang, viewport, script, count: chosen.length });
    });
  });
}

describe('the moderators\' room', () => {
  test('a film is blurred and silent until somebody opens it', async () => {
    await moderator.goto(`/sv/moderate/c/${handedIn[0].code}`);
    const veil = moderator.locator('.unveil img.veil');
    const blurred = await veil.evaluate((image) => getComputedStyle(image).filter);
    assert.match(blurred, /blur\((2\d|[3-9]\d)px\)/);
    const video = moderator.locator('.unveil video');
    assert.equal(await video.isVisible(), false);
    await moderator.locator('.unveil summary').click();
    assert.equal(await video.isVisible(), true);
    assert.equal(await veil.isVisible(), false);
    assert.deepEqual(await video.evaluate((one) => [one.muted, one.paused, one.autoplay, one.currentTime]), [true, true, false, 0]);
  });

  test('the next item is here before it is asked for, with its pictures', async () => {
    const here = new Set();
    moderator.on('requestfinished', (request) => here.add(new URL(request.url()).pathname));
    /** The page that J leads to, once it is here with its pictures. */
    const prepared = async () => {
      const next = new URL(await moderator.locator('[data-key=j]').getAttribute('href'), server.origin).pathname;
      await until('the next item is here', () => here.has(next));
      for (let known = -1; known !== here.size; await new Promise((resolve) => setTimeout(resolve, 300))) known = here.size;
      return next;
    };
    await moderator.goto('/sv/moderate');
    await prepared();
    await moderator.keyboard.press('j');
    await until('the first item is shown', () => /moderate\/c\//.test(moderator.url()));
    const first = story.here(moderator);
    assert.match(first, /moderate\/c\//);
    const next = await prepared();
    const asked = [];
    const note = (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
    moderator.on('requestfinished', note); // the claim's redirect is begun, and not followed
    await moderator.keyboard.press('j');
    await until('the next item is shown', () => new URL(moderator.url()).pathname === next);
    assert.notEqual(story.here(moderator), first);
    const shown = moderator.locator('article img').first();
    assert.equal(await shown.evaluate((image) => image.complete && image.naturalWidth > 0), true);
    const pictures = new Set(await moderator.locator('article img').evaluateAll((all) => all.map((one) => new URL(one.currentSrc || one.src).pathname)));
    const again = asked.filter((line) => line === `GET ${next}` || pictures.has(line.split(' ')[1]));
    assert.deepEqual(again, [], 'nothing was asked for twice');
    moderator.off('requestfinished', note);
    await moderator.goBack();
    await until('the way back', () => story.here(moderator) === first);
  });

  test('what one has taken can be read in the list too', async () => {
    await moderator.goto(`/sv/moderate/c/${handedIn[0].code}`);
    await until('it is taken', async () => {
      await moderator.reload();
      return moderator.locator('.queue a[aria-current] .tag.plain').count();
    });
    const wrong = [];
    await look(moderator, 'an item that was taken', wrong);
    assert.deepEqual(wrong, []);
  });

  test('what is approved is public in every way it was sent in', async () => {
    for (const { code } of handedIn) {
      await moderator.goto(`/sv/moderate/c/${code}`);
      await story.send(moderator, `/moderate/c/${code}/approve`);
    }
    for (const { code, title, lang, viewport, script, count } of handedIn) {
      const visitor = await open({ viewport, script });
      await until('it is public', async () => (await visitor.goto(`/${lang}/c/${code}`)).status() === 200);
      assert.equal((await visitor.locator('h1').innerText()).trim(), title);
      assert.equal(await visitor.locator('.assets > li').count(), count);
      const image = visitor.locator('.media img[src*="/m/"]').first();
      await image.scrollIntoViewIfNeeded();
      await until('the picture is shown', () => image.evaluate((one) => one.complete && one.naturalWidth > 0));
      assert.equal(await visitor.locator('audio').count(), 1);
      assert.ok(await visitor.locator('[alt="En affisch med texten Nej tack"], [aria-label="En affisch med texten Nej tack"]').count() > 0);
      assert.deepEqual(await visitor.context().cookies(), []);
      await visitor.context().close();
    }
  });
});

for (const [number, { name, script, viewport }] of [
  { name: 'with script, on a phone', script: true, viewport: PHONE },
  { name: 'without script, on a desk', script: false, viewport: DESKTOP },
].entries()) {
  test(`a poem ${name}`, async () => {
    const schoolClass = await story.openClass(teacher, 'sv', `9${'AB'[number]}`);
    const page = await open({ viewport, script, eyes: true });
    await story.join(page, schoolClass.code, 'Ugglan');
    const code = await wizard.begin(page, 'poem');
    const wrong = [];
    await look(page, `poem ${name}`, wrong);
    await page.setViewportSize(viewport);
    await page.fill('[name=text]', 'Luften är vår.\n\nTa inte den.');
    await wizard.next(page, 'files');
    await look(page, `picture of a poem ${name}`, wrong);
    assert.deepEqual(wrong, []);
    await page.setViewportSize(viewport);
    await wizard.next(page, 'about');
    await wizard.about(page, { title: 'Vår luft' });
    await wizard.answer(page, wizard.PEOPLE, 'rights');
    await wizard.answer(page, { ...wizard.RIGHTS, music: 'none' }, 'check');
    await wizard.then(page, 'poem', () => page.locator('main dl a[href$="/poem"]').click());
    assert.equal(await page.inputValue('[name=text]'), 'Luften är vår.\n\nTa inte den.');
    await page.goto(`/sv/upload/${code}/check`);
    await wizard.then(page, 'done', () => page.locator('[data-hand-in] button').click());
    await page.goto(`/sv/my/${code}`);
    assert.match(await page.locator('.poem').innerText(), /Ta inte den/);
    await page.context().close();
  });
}

test('nobody was asked who should not be, and nothing broke', () => {
  assert.deepEqual([...faults, ...teacher.context().faults, ...moderator.context().faults], []);
});
