// What goes wrong while somebody uploads: no network, reloads, bad files, double clicks. Nothing is lost, and it is said in words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './lib/audit.mjs';
import { DESKTOP, PHONE, launch, person, speed } from './lib/browser.mjs';
import { bulk, picture } from './lib/media.mjs';
import { start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

const KB = 1024;
let browser;
let server;
let teacher;
let classes = 0;

before(async () => {
  browser = await launch();
  server = await start({ env: { DIZZA_UPLOAD__VIDEO_MEGABYTES: '4', DIZZA_UPLOAD__AUDIO_MEGABYTES: '4', DIZZA_UPLOAD__PHOTO_MEGABYTES: '1', DIZZA_UPLOAD__DOCUMENT_MEGABYTES: '1' } });
  await server.grant('larare@skola.example', 'teacher');
  teacher = await (await person(browser, server)).newPage();
  await story.signIn(teacher, server, 'larare@skola.example');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A pupil of a new class, at the page of files. `speed` in bytes a second. */
async function pupil(t, { viewport = PHONE, category = 'film', ...options } = {}) {
  classes += 1;
  const schoolClass = await story.openClass(teacher, 'sv', `6${classes}`);
  const context = await person(browser, server, { viewport, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await story.join(page, schoolClass.code, 'Kim');
  const code = await wizard.begin(page, category);
  if (category === 'film' && options.javaScriptEnabled !== false) await page.locator('form.ready').waitFor();
  return { page, context, code, schoolClass };
}

const stored = (page) => until('it is stored', async () => ['stored', 'processing', 'ready'].includes((await row(page))?.state));

const row = async (page) => (await wizard.files(page))[0];
const percent = (page, least) => until(`${least} % is sent`, async () => (await row(page))?.percent >= least);

/** Everything that the page says to screen readers from now on, without its toast. */
async function listen(page) {
  await page.evaluate(() => {
    window.spoken = [];
    const voice = document.querySelector('body > .vh[role=status]');
    new MutationObserver(() => window.spoken.push(voice.textContent)).observe(voice, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => window.spoken);
}

/** Takes the network away. (Chromium's own switch lets what is under way run to its end.) */
async function lose(page) {
  await page.route('**/*', (route) => route.abort('internetdisconnected'));
  await page.evaluate(() => dispatchEvent(new Event('offline')));
}

async function regain(page) {
  await page.unroute('**/*');
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

/** The offsets that pieces of files began at. */
function offsets(page) {
  const seen = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') seen.push(Number(request.headers()['upload-offset']));
  });
  return seen;
}

test('an upload speaks at its start, at each quarter and at its end, and no more', async (t) => {
  const { page, context } = await pupil(t);
  const spoken = await listen(page);
  await speed(page, 200 * KB);
  await page.setInputFiles('#field-file', bulk(600 * KB, 'sång.wav'));
  await stored(page);
  const lines = await spoken();
  assert.equal(lines.length, 5, lines.join(' | '));
  assert.match(lines[0], /^sång\.wav: Uppladdningen har börjat$/);
  const quarters = lines.slice(1, 4).map((line) => Number(/^sång\.wav: Laddar upp, (\d+) %$/.exec(line)?.[1]));
  assert.deepEqual(quarters.map((one) => Math.floor(one / 25)), [1, 2, 3], lines.join(' | '));
  assert.equal(lines[4], 'sång.wav: Sparad');
  assert.deepEqual(context.faults, []);
});

test('without a network the upload pauses, says so once, and goes on where it was', async (t) => {
  const { page, context } = await pupil(t);
  const spoken = await listen(page);
  const sent = offsets(page);
  await speed(page, 150 * KB);
  await page.setInputFiles('#field-file', bulk(900 * KB, 'film.wav'));
  await percent(page, 40);
  let failed = 0;
  page.on('requestfailed', (request) => { failed += request.method() === 'HEAD' ? 1 : 0; });
  await lose(page);
  await until('it says so', async () => (await row(page)).state === 'paused');
  assert.match((await row(page)).text, /^Pausad: inget nät\./);
  await until('it has tried again, twice', () => failed >= 2);
  assert.deepEqual(await violations(page), []);
  const before = (await spoken()).length;
  await page.click('main .btn.primary');
  await page.locator('#stay').waitFor();
  assert.match(await page.locator('#stay').innerText(), /Inget nät just nu/);
  assert.equal(wizard.step(page), 'files', 'the page stays');
  await speed(page, -1);
  await regain(page);
  await stored(page);
  const lines = await spoken();
  assert.equal(lines.filter((line) => /Pausad/.test(line)).length, 1, lines.join(' | '));
  assert.equal(lines[before], 'film.wav: Fortsätter');
  assert.equal(lines.at(-1), 'film.wav: Sparad');
  assert.equal(sent[0], 0);
  assert.ok(sent.at(-1) > 0, `what was there is not sent again: ${sent}`);
});

test('a pause by the person lasts until they go on', async (t) => {
  const { page } = await pupil(t, { viewport: DESKTOP });
  const spoken = await listen(page);
  await speed(page, 100 * KB);
  await page.setInputFiles('#field-file', bulk(600 * KB, 'film.wav'));
  await percent(page, 10);
  await wizard.next(page, 'about');
  const bar = page.locator('.uploadbar');
  await bar.getByRole('button', { name: /^Pausa/ }).click();
  assert.match(await bar.innerText(), /Pausad\. \d+ % är sparat\./);
  await page.fill('[name=title]', 'Skrivs under pausen');
  await speed(page, -1);
  await bar.getByRole('button', { name: /^Fortsätt/ }).click();
  await bar.waitFor({ state: 'hidden' });
  assert.equal(await page.inputValue('[name=title]'), 'Skrivs under pausen');
  const lines = await spoken();
  assert.deepEqual(lines.filter((line) => /Pausad|Fortsätter|Sparad/.test(line)).map((line) => line.split(' ')[1].replace('.', '')), ['Pausad', 'Fortsätter', 'Sparad']);
});

test('leaving in the middle warns; after a reload the same file goes on where it stopped', async (t) => {
  const { page, context } = await pupil(t);
  const file = bulk(600 * KB, 'film.wav');
  const warned = [];
  page.on('dialog', (dialog) => {
    warned.push(dialog.type());
    return dialog.accept();
  });
  await speed(page, 100 * KB);
  await page.setInputFiles('#field-file', file);
  await percent(page, 30);
  await page.click('h1'); // browsers warn only those who have touched the page
  await page.reload();
  assert.deepEqual(warned, ['beforeunload']);
  await page.locator('form.ready').waitFor();
  await until('the server knows what was sent', async () => (await row(page)).percent > 0);
  assert.match((await row(page)).text, /^Pausad\. [1-9]\d* % är sparat\.$/);
  assert.match(await page.locator('[data-again]').innerText(), /^Välj samma fil igen/);
  assert.deepEqual(await violations(page), []);
  const sent = offsets(page);
  await speed(page, -1);
  await page.setInputFiles('#field-file', file);
  await stored(page);
  assert.ok(sent[0] > 0, `it went on from ${sent[0]}`);
  assert.deepEqual(context.faults, []);
});

test('a cancelled upload is gone, and the next file goes on', async (t) => {
  const { page } = await pupil(t);
  await speed(page, 50 * KB);
  await page.setInputFiles('#field-file', [bulk(600 * KB, 'fel.wav'), picture(1)]);
  await percent(page, 5);
  await page.getByRole('button', { name: 'Avbryt fel.wav' }).click();
  await stored(page);
  assert.match((await row(page)).name, /Bild/);
  await page.reload();
  assert.equal((await wizard.files(page)).length, 1, 'the server has forgotten it, too');
});

const bad = () => [
  { file: { name: 'bild.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('Hej, jag är ingen bild.') }, words: /innehåller bara text/ },
  { file: { name: 'tom.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, words: /^Filen är tom/ },
  { file: bulk(4_400 * KB, 'stor.wav'), words: /^Filen är för stor\. Den får vara högst 4 MB/ },
];

test('bad files have words of their own, and lose nothing that was typed or sent', async (t) => {
  const { page, context } = await pupil(t);
  await page.setInputFiles('#field-file', picture(1));
  await stored(page);
  await page.locator('[name^=alt-]').fill('Skrivs just nu');
  for (const { file, words } of bad()) {
    await page.setInputFiles('#field-file', file);
    const its = async () => (await wizard.files(page)).find((one) => one.name === file.name && one.state === 'refused');
    await until(`${file.name} is refused`, its);
    assert.match((await its()).text, words);
    assert.equal(await page.locator('[name^=alt-]').inputValue(), 'Skrivs just nu');
  }
  assert.equal((await wizard.files(page)).length, 4);
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Ta bort ur listan tom.jpg' }).click();
  assert.equal((await wizard.files(page)).length, 3);
  await wizard.next(page, 'about');
  await wizard.then(page, 'files', () => page.locator('a.back').click());
  assert.equal(await page.locator('[name^=alt-]').inputValue(), 'Skrivs just nu');
  assert.deepEqual(context.faults, []);
});

test('bad files without script: the good one beside them is taken', async (t) => {
  const { page } = await pupil(t, { javaScriptEnabled: false });
  for (const { file, words } of bad()) {
    await page.setInputFiles('#field-file', [file, picture(2)]);
    await page.click('main [name=next][value=files]');
    await page.waitForURL(/files$/);
    assert.match(await page.locator('.notice.danger').innerText(), words, file.name);
    const rows = await wizard.files(page);
    assert.equal(rows.filter((one) => !['refused', 'failed'].includes(one.state)).length, 1, JSON.stringify(rows));
    await page.locator('[data-files] a[href$="/remove"]').click();
    await page.click('main .btn.danger');
    await page.waitForURL(/files$/);
  }
  await page.click('main [name=next][value=files]');
  assert.match(await page.locator('.notice.danger').innerText(), /^Välj en fil först/);
});

for (const javaScriptEnabled of [true, false]) {
  test(`pressed twice, a contribution is handed in once ${javaScriptEnabled ? 'with' : 'without'} script`, async (t) => {
    const { page, code, schoolClass } = await pupil(t, { javaScriptEnabled, category: 'poem' });
    await page.fill('[name=text]', 'Rad ett');
    await wizard.next(page, 'files');
    await wizard.next(page, 'about');
    await wizard.about(page, { title: 'Två klick' });
    await wizard.answer(page, wizard.PEOPLE, 'rights');
    await wizard.answer(page, wizard.RIGHTS, 'check');
    let posts = 0;
    page.on('request', (request) => { posts += request.method() === 'POST' ? 1 : 0; });
    await page.locator('[data-hand-in] button').dblclick();
    // Not for the address: without script the second press aborts the first one's way there, which `waitForURL` takes for its own.
    await page.locator('.workcode').waitFor();
    assert.match(page.url(), /done$/);
    assert.equal(await page.locator('.workcode').innerText(), code);
    if (javaScriptEnabled) assert.equal(posts, 1, 'it was sent once');
    await teacher.goto(schoolClass.address);
    assert.equal(await teacher.locator('tr:has(.tag.hl)').count(), 1);
  });
}

test('what is on its way is not left behind by the hand-in', async (t) => {
  const { page, code } = await pupil(t);
  await speed(page, 20 * KB);
  await page.setInputFiles('#field-file', bulk(600 * KB, 'film.wav'));
  await percent(page, 1);
  await wizard.next(page, 'about');
  await wizard.about(page, { title: 'För tidigt' });
  await wizard.answer(page, wizard.PEOPLE, 'rights');
  await wizard.answer(page, wizard.RIGHTS, 'check');
  assert.match(await page.locator('#missing').innerText(), /En fil är inte färdig/);
  await page.locator('[data-hand-in] button').click();
  assert.match(await page.locator('#toast').innerText(), /En fil är på väg upp/);
  await speed(page, -1);
  await page.locator('#missing').waitFor({ state: 'detached' });
  await wizard.then(page, 'done', () => page.locator('[data-hand-in] button').click());
  assert.equal(await page.locator('.workcode').innerText(), code);
});

test('the way back and forth by the browser keeps the upload', async (t) => {
  const { page } = await pupil(t);
  await speed(page, 30 * KB);
  await page.setInputFiles('#field-file', bulk(600 * KB, 'film.wav'));
  await percent(page, 5);
  await wizard.next(page, 'about');
  await wizard.then(page, 'files', () => page.goBack());
  assert.equal((await row(page)).name, 'film.wav');
  await wizard.then(page, 'about', () => page.goForward());
  await wizard.next(page, 'about');
  await page.locator('#error-summary a').click(); // a jump within the page is no other page
  assert.equal(await page.evaluate(() => document.activeElement.name), 'title');
  assert.equal(await page.locator('#error-summary').count(), 1);
  await speed(page, -1);
  await page.locator('.uploadbar').waitFor({ state: 'hidden' });
});

test('of two readings of the list at once the newest is shown', async (t) => {
  const { page, context, code } = await pupil(t);
  const events = `/sv/my/${code}/events`;
  await page.route(`**${events}`, (route) => route.fulfill({ contentType: 'text/event-stream', body: 'retry: 9999999\nevent: states\ndata: []\n\n' }));
  let readings = 0;
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await page.route('**/files', async (route) => {
    if (route.request().resourceType() !== 'fetch') return route.continue();
    readings += 1;
    if (readings === 1) { // after the first file; it says that there are news to be heard
      const response = await route.fetch();
      const body = (await response.text()).replace(/<div data-files[^>]*>/, `<div data-files data-events="${events}">`);
      return route.fulfill({ response, body });
    }
    if (readings === 2) { // on the news: an answer without the second file, which comes when that is there
      const response = await route.fetch();
      await page.setInputFiles('#field-file', bulk(200 * KB, 'b.wav'));
      await until('the list is read beside this', () => readings === 3);
      await page.evaluate(() => { document.querySelector('[data-files]').old = true; });
      await route.fulfill({ response });
      await page.waitForFunction(() => !document.querySelector('[data-files]').old);
      return release();
    }
    if (readings === 3) await released;
    return route.continue();
  });
  await page.setInputFiles('#field-file', bulk(200 * KB, 'a.wav'));
  await until('both are listed', async () => await page.locator('[data-row]').count() === 2);
  assert.deepEqual(context.faults, []);
});

test('a session that ended asks to sign in again, and what was typed stays', async (t) => {
  const { page, context } = await pupil(t, { category: 'poem' });
  await page.fill('[name=text]', 'En rad som inte får försvinna');
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.click('main .btn.primary');
  await page.locator('#stay').waitFor();
  assert.match(await page.locator('#stay').innerText(), /Du är utloggad/);
  assert.equal(await page.inputValue('[name=text]'), 'En rad som inte får försvinna');
  await context.addCookies(cookies);
  await wizard.next(page, 'files');
});

test('all of it by keyboard alone', async (t) => {
  const { page, context, code } = await pupil(t, { viewport: DESKTOP });
  const opened = new Promise((resolve) => page.once('filechooser', resolve));
  await page.goto('/sv/upload');
  const tab = async (selector) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not lead to ${selector}`);
  };
  const press = async (selector, wanted, key = 'Enter') => {
    await tab(selector);
    await wizard.then(page, wanted, () => page.keyboard.press(key));
  };
  await press('main button[type=submit]', 'files');
  await page.locator('form.ready').waitFor();
  await tab('#field-file');
  await page.keyboard.press('Enter');
  await (await opened).setFiles([picture(1), picture(2, 'bild.png')]);
  // The second one may still be on its way when the first is listed.
  await page.locator('[id^=down-]').waitFor();
  await tab('[id^=down-]');
  const moved = await page.evaluate(() => document.activeElement.closest('[data-row]').dataset.row);
  await page.keyboard.press('Enter');
  await until('it moved', async () => await page.locator('[data-row]').nth(1).getAttribute('data-row') === moved);
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-row]')?.dataset.row), moved, 'the focus stays with it');
  await tab('[name^=alt-]');
  await page.keyboard.type('Två ord');
  await press('main .btn.primary', 'about');
  await tab('[name=title]');
  await page.keyboard.type('Utan mus');
  await press('main .btn.primary', 'people');
  for (const [answers, wanted] of [[wizard.PEOPLE, 'rights'], [wizard.RIGHTS, 'check']]) {
    for (const [name, value] of Object.entries(answers)) {
      await tab(`[name=${name}]`);
      await page.keyboard.press('Space');
      while (await page.locator(`[name=${name}]:checked`).getAttribute('value') !== value) await page.keyboard.press('ArrowDown');
    }
    await press('main .btn.primary', wanted);
  }
  await press('[data-hand-in] button', 'done');
  assert.equal(await page.locator('.workcode').innerText(), code);
  assert.deepEqual(context.faults, []);
});
