// Full-page pictures of pages of a running server: node screenshots.mjs ORIGIN FOLDER [SIGN-IN-ADDRESS] PATH...

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DESKTOP, PHONE, launch, person } from './lib/browser.mjs';

const [origin, folder, ...rest] = process.argv.slice(2);
if (!folder) throw new Error('node screenshots.mjs ORIGIN FOLDER [SIGN-IN-ADDRESS] PATH...');
const signIn = rest[0]?.startsWith('http') ? rest.shift() : null;
await mkdir(folder, { recursive: true });
const browser = await launch();
let state;
if (signIn) {
  const context = await person(browser, { origin });
  const page = await context.newPage();
  await page.goto(signIn);
  await Promise.all([page.waitForNavigation(), page.click('main form button')]);
  state = await context.storageState();
  await context.close();
}
for (const [width, viewport] of [['390', PHONE], ['1280', DESKTOP]]) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await person(browser, { origin }, { viewport, colorScheme, storageState: state });
    const page = await context.newPage();
    for (const address of rest) {
      await page.goto(address, { waitUntil: 'networkidle' });
      const name = address.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'root';
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    if (context.faults.length) console.error(context.faults.join('\n'));
    await context.close();
  }
}
await browser.close();
