// Watching a film: while it is being made, and looking for a place in it.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { PHONE, launch, person, slowLine } from './lib/browser.mjs';
import { film } from './lib/media.mjs';
import { start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';

const SECONDS = 30;

let browser;
let server;
let page;
let code;

before(async () => {
  browser = await launch();
  server = await start();
  await server.grant('larare@skola.example', 'teacher');
  const teacher = await (await person(browser, server)).newPage();
  await story.signIn(teacher, server, 'larare@skola.example');
  const schoolClass = await story.openClass(teacher);
  const phone = await person(browser, server, { viewport: PHONE });
  await slowLine(phone);
  page = await phone.newPage();
  await story.join(page, schoolClass.code, 'Räven');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The encoders that the server has started. */
async function encoders() {
  const parents = new Map();
  const names = new Map();
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const [, name, parent] = stat.match(/\((.*)\) \S+ (\d+)/) ?? [];
    parents.set(id, parent);
    names.set(id, name);
  }
  const ours = (id) => id === String(server.child.pid) || (parents.has(id) && ours(parents.get(id)));
  return [...names.keys()].filter((id) => names.get(id) === 'ffmpeg' && ours(id)).map(Number);
}

const play = (video) => video.evaluate((one) => { one.muted = true; one.play().catch(() => {}); });

test('a film is watched from its beginning while it is being made', async () => {
  code = await wizard.begin(page, 'film');
  await page.setInputFiles('#field-file', await film('film.mp4', SECONDS, '1280x720'));
  await until('it is here', async () => (await wizard.files(page)).some(({ state }) => ['stored', 'processing'].includes(state)));
  const video = page.locator('video[data-growing]');
  await until('there is something to watch', async () => {
    await page.goto(`/sv/c/${code}`);
    return video.count();
  });
  // Held while it is looked at, so that it neither ends too early nor is too short to tell its beginning from its end.
  let held = [];
  await until('some of it is made', async () => {
    held = await encoders();
    assert.notDeepEqual(held, [], 'it is still being made');
    for (const id of held) process.kill(id, 'SIGSTOP');
    const made = await video.evaluate(async ({ dataset }) => {
      const list = await fetch(new URL('480.m3u8', new URL(dataset.hls, location.href)));
      return (await list.text()).split('.m4s').length - 1;
    });
    if (made < 6) for (const id of held) process.kill(id, 'SIGCONT');
    return made >= 6;
  });
  try {
    await play(video);
    await until('it plays', () => video.evaluate((one) => one.currentTime > 0.3));
    const [begin, duration, source] = await video.evaluate((one) => [one.played.start(0), one.duration, one.currentSrc]);
    assert.match(source, /^blob:/);
    assert.ok(begin < 1, `from the beginning, not at ${begin} s`);
    assert.ok(!(duration >= SECONDS - 1), `the rest is not there: ${duration} s`);
  } finally {
    for (const id of held) process.kill(id, 'SIGCONT');
  }
});

test('a short film is the file itself over a good line, and what gets through over a slow one', async () => {
  await page.goto(`/sv/upload/${code}/files`);
  await wizard.ready(page, 1);
  const good = await (await person(browser, server, { viewport: PHONE })).newPage();
  await good.context().addCookies(await page.context().cookies());
  for (const [visitor, source] of [[page, /^blob:/], [good, /video\.mp4$/]]) {
    await visitor.goto(`/sv/c/${code}`);
    const video = visitor.locator('video[data-hls]');
    await play(video);
    await until('it plays', () => video.evaluate((one) => one.currentTime > 0.3 && !one.paused));
    assert.match(await video.evaluate((one) => one.currentSrc), source);
    assert.equal(await visitor.locator('script[src*="hls"]').count(), source.test('blob:') ? 1 : 0);
  }
  await good.context().close();
});

test('who looks for a place in a film sees its small picture until the frame is there', async () => {
  await page.goto(`/sv/upload/${code}/files`);
  await wizard.ready(page, 1);
  await page.goto(`/sv/c/${code}`);
  const video = page.locator('video[data-scrub]');
  const still = page.locator('.media > .still');
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await page.route(/_00(0[3-9]|[1-9]\d)\.m4s$/, async (route) => {
    await released;
    await route.continue();
  });
  await play(video);
  await until('it plays', () => video.evaluate((one) => one.currentTime > 0.3));
  assert.equal(await still.isVisible(), false);
  const place = SECONDS * 0.8;
  await video.evaluate((one, seconds) => { one.pause(); one.currentTime = seconds; }, place);
  await still.waitFor();
  const [shown, wanted, others] = await still.evaluate(async (canvas, seconds) => {
    const list = document.querySelector('video').dataset.scrub;
    const lines = (await (await fetch(list)).text()).split('\n');
    const area = (line) => line.split('xywh=')[1].split(',').map(Number);
    const cues = lines.filter((line) => line.includes('xywh')).map(area);
    const starts = lines.filter((line) => line.includes('-->')).map((line) => Number(line.slice(6, 12)));
    const sheet = await createImageBitmap(await (await fetch(new URL('sprite.webp', new URL(list, location)))).blob());
    const pixels = ([x, y, width, height]) => {
      const copy = new OffscreenCanvas(width, height).getContext('2d');
      copy.drawImage(sheet, x, y, width, height, 0, 0, width, height);
      return String(copy.getImageData(0, 0, width, height).data);
    };
    const place = starts.filter((from) => from <= seconds).length - 1;
    const own = String(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data);
    return [own, pixels(cues[place]), [place - 1, place + 1].map((other) => pixels(cues[other]))];
  }, place);
  assert.ok(shown === wanted, 'the picture of that place');
  assert.ok(others.every((other) => other !== wanted), 'and of no other');
  const [bar, box] = [await video.boundingBox(), await still.boundingBox()];
  const middle = (box.x + box.width / 2 - bar.x) / bar.width;
  assert.ok(middle > 0.5 && box.x + box.width <= bar.x + bar.width, `to the right: ${middle}`);
  assert.ok(box.y >= bar.y && box.y + box.height < bar.y + bar.height - 40, 'above the bar');
  if (process.env.DIZZA_SHOTS) await page.screenshot({ path: `${process.env.DIZZA_SHOTS}/still.png` });
  release();
  await still.waitFor({ state: 'hidden' });
  assert.equal(await video.evaluate((one) => one.currentTime), place);
});
