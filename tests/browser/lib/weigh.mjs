// What a page weighs on the wire.

import { PHONE, person } from './browser.mjs';

const KB = 1024;

/** Bytes on the wire by kind of resource, from an empty cache, without scrolling. */
export async function weigh(browser, server, address) {
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

/** Notes the weights with the test. */
export function say(test, address, weight) {
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  const { Document, Stylesheet, Script, Font, Image, all, requests } = weight;
  test.diagnostic(`${address}: HTML ${kb(Document)}, CSS ${kb(Stylesheet)}, script ${kb(Script)}, fonts ${kb(Font)}, pictures ${kb(Image)}, all ${kb(all)} in ${requests} requests`);
}
