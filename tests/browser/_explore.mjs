import { launch, person, PHONE, DESKTOP } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import * as wizard from './lib/wizard.mjs';
import { film, song, picture, bulk } from './lib/media.mjs';
const browser = await launch();
const server = await start();
try {
  await server.grant('larare@skola.example', 'teacher');
  const teacher = await (await person(browser, server)).newPage();
  await story.signIn(teacher, server, 'larare@skola.example');
  const cls = await story.openClass(teacher);
  const ctx = await person(browser, server, { viewport: PHONE });
  const page = await ctx.newPage();
  let n = 0;
  const shot = async (name) => {
    n += 1;
    for (const [w, h] of [[390, 844], [320, 640], [1280, 800]]) {
      await page.setViewportSize({ width: w, height: h });
      for (const colorScheme of w === 320 ? ['light'] : ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `/tmp/wizshots/${String(n).padStart(2, '0')}-${name}-${w}-${colorScheme}.png`, fullPage: true });
      }
    }
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'light' });
  };
  page.on('console', (m) => console.log('console', m.type(), m.text()));
  page.on('pageerror', (e) => console.log('error', e));
  await story.join(page, cls.code, 'Kim');
  await page.goto('/sv/upload'); await shot('start');
  await story.send(page, '/upload'); await shot('category');
  await wizard.choose(page, 'category', 'film');
  await wizard.next(page, 'files'); await shot('files-empty');
  const cdp = await ctx.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 700_000 });
  await page.setInputFiles('#field-file', [bulk(4_000_000), picture(1), await film(), { name: 'tom.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }]);
  await page.waitForTimeout(2500);
  console.log(await wizard.files(page));
  await shot('files-running');
  await wizard.next(page, 'about'); await shot('about');
  await wizard.next(page, 'about').catch((e) => console.log(e.message)); await shot('about-wrong');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: -1 });
  await wizard.about(page, { title: 'Ingen rök utan oss', text: 'Vi ville visa hur luften känns.', credits: 'Räven och Ugglan' }); await shot('people');
  await wizard.answer(page, { ...wizard.PEOPLE, faces: 'some' }, 'people').catch((e) => console.log(e.message)); await shot('people-wrong');
  await wizard.answer(page, wizard.PEOPLE, 'rights'); await shot('rights');
  await wizard.answer(page, wizard.RIGHTS, 'check'); await shot('check');
  await page.click('main dl a[href$="/files"]'); await page.waitForURL(/files$/); 
  console.log(await wizard.files(page));
  await wizard.ready(page, 4).catch((e) => console.log(e.message));
  console.log(await wizard.files(page));
  await shot('files-ready');
  await page.goto(page.url().replace('files', 'check')); await shot('check-ready');
  await page.click('[data-hand-in] button'); await page.waitForTimeout(1500); console.log(page.url()); await shot('done');
  await page.click('main .btn.primary'); await page.waitForLoadState(); await shot('my');
  await page.goto('/sv/mine'); await shot('mine');
  console.log(ctx.faults);
} catch (e) { console.log(e); console.log(server.said.slice(-3000)); }
finally { await browser.close(); await server.stop(); }
