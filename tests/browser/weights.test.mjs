// What pages weigh on the wire, against the budgets of the design language (section 10), on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './lib/browser.mjs';
import { start } from './lib/server.mjs';
import { say, weigh } from './lib/weigh.mjs';

const KB = 1024;
let browser;
let server;
before(async () => {
  browser = await launch();
  server = await start();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const address of ['/sv', '/sv/gallery', '/en/how-it-works', '/sv/for-partners', '/sv/sign-in']) {
  test(`${address} weighs little`, async (t) => {
    const weight = await weigh(browser, server, address);
    say(t, address, weight);
    assert.ok(weight.Document > 0 && weight.Stylesheet > 0, 'something was weighed');
    assert.ok(weight.Document + weight.Stylesheet <= 14 * KB, 'HTML and CSS');
    assert.ok(weight.Stylesheet <= 12 * KB, 'CSS');
    assert.ok(weight.Script <= 12 * KB, 'script');
    assert.ok(weight.Font <= 45 * KB, 'fonts');
    assert.ok(weight.all <= 400 * KB, 'all of the first view');
  });
}
