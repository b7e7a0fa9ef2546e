// What a page weighs on the wire.

import http from 'node:http';
import { PHONE, person } from './browser.mjs';

const KB = 1024;
const TEXT = ['Document', 'Stylesheet', 'Script'];

/** Bytes of the body as browsers get it over TLS: Chromium asks for Brotli there, and not over plain HTTP as here. */
function packed(url) {
  return new Promise((resolve, reject) => {
    const asked = http.get(url, { headers: { 'accept-encoding': 'br', accept: 'text/html, */*' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece) => (bytes += piece.length)).on('end', () => resolve(bytes)).on('error', reject);
    });
    asked.on('error', reject);
  });
}

/** Bytes by kind of resource, from an empty cache, without scrolling. */
export async function weigh(browser, server, address) {
  const context = await person(browser, server, { viewport: PHONE, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const kinds = new Map();
  const texts = [];
  const weight = { Document: 0, Stylesheet: 0, Script: 0, Font: 0, Image: 0, all: 0, requests: 0 };
  const add = (kind, bytes) => {
    weight[kind] = (weight[kind] ?? 0) + bytes;
    weight.all += bytes;
  };
  network.on('Network.responseReceived', ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { type, url } = kinds.get(requestId) ?? {};
    weight.requests += 1;
    if (TEXT.includes(type)) texts.push(packed(url).then((bytes) => add(type, bytes)));
    else add(type, encodedDataLength);
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  await Promise.all(texts);
  await context.close();
  return weight;
}

/** Notes the weights with the test. */
export function say(test, address, weight) {
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  const { Document, Stylesheet, Script, Font, Image, all, requests } = weight;
  test.diagnostic(`${address}: HTML ${kb(Document)}, CSS ${kb(Stylesheet)}, script ${kb(Script)}, fonts ${kb(Font)}, pictures ${kb(Image)}, all ${kb(all)} in ${requests} requests`);
}
