// What pages weigh on the wire, against the budgets of the design language (section 10), on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, launch, person } from './lib/browser.mjs';
import { start } from './lib/server.mjs';

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

/** Bytes on the wire by kind of resource, from an empty cache, without scrolling. */
async function weigh(address) {
  const context = await person(browser, server, { viewport: PHONE, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const kinds = new Map();
  const weight = { Document: 0, Stylesheet: 0, Script: 0, Font: 0, Image: 0, all: 0, requests: 0 };
  network.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight[kinds.get(requestId)] = (weight[kinds.get(requestId)] ?? 0) + encodedDataLength;
    weight.all += encodedDataLength;
    weight.requests += 1;
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  await context.close();
  return weight;
}

function say(test, address, weight) {
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  const { Document, Stylesheet, Script, Font, Image, all, requests } = weight;
  test.diagnostic(`${address}: HTML ${kb(Document)}, CSS ${kb(Stylesheet)}, script ${kb(Script)}, fonts ${kb(Font)}, pictures ${kb(Image)}, all ${kb(all)} in ${requests} requests`);
}

for (const address of ['/sv', '/sv/gallery', '/en/how-it-works', '/sv/for-partners', '/sv/sign-in']) {
  test(`${address} weighs little`, async (t) => {
    const weight = await weigh(address);
    say(t, address, weight);
    assert.ok(weight.Document > 0 && weight.Stylesheet > 0, 'something was weighed');
    assert.ok(weight.Document + weight.Stylesheet <= 14 * KB, 'HTML and CSS');
    assert.ok(weight.Stylesheet <= 12 * KB, 'CSS');
    assert.ok(weight.Script <= 12 * KB, 'script');
    assert.ok(weight.Font <= 45 * KB, 'fonts');
    assert.ok(weight.all <= 400 * KB, 'all of the first view');
  });
}
