// Chromium, and contexts that note what no page may do: ask another host, break the policy, throw.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage', '--mute-audio',
];

export const PHONE = { width: 390, height: 844 };
export const SMALL = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

export function launch() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find(existsSync);
  if (!executablePath) throw new Error('Chromium is missing');
  return chromium.launch({ executablePath, args: FLAGS });
}

/**
 * A fresh person's browser. `context.faults` fills with what should never happen.
 * `sites` are further origins that this context may ask.
 */
export async function person(browser, server, { viewport = DESKTOP, sites = [], ...options } = {}) {
  const context = await browser.newContext({
    baseURL: server.origin, viewport, locale: 'sv-SE', reducedMotion: 'reduce', hasTouch: viewport.width < 600, ...options,
  });
  context.setDefaultTimeout(20_000);
  context.faults = [];
  const allowed = new Set([server.origin, ...sites]);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(data|blob|about):/.test(url.protocol)) return;
    if (!allowed.has(url.origin)) context.faults.push(`${request.frame().url()} asked ${url}`);
  });
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'error' || /the server responded with a status of 4\d\d/.test(text)) return;
    context.faults.push(`${message.page()?.url()}: ${text}`);
  });
  context.on('weberror', (fault) => context.faults.push(`${fault.page()?.url()}: ${fault.error()}`));
  return context;
}

/** Takes the scripts of the site away and leaves those of the tests: axe cannot look at pages where none may run. */
export function scriptless(context) {
  return context.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
}

/** Lets the browser say that its line is slow, as one does on a telephone far from the mast. */
export function slowLine(context) {
  return context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { effectiveType: '3g', saveData: false } }));
}

const networks = new WeakMap();

/** How fast this page's uploads leave, in bytes a second; -1 sets no limit. */
export async function speed(page, bytes) {
  if (!networks.has(page)) networks.set(page, await page.context().newCDPSession(page));
  await networks.get(page).send('Network.emulateNetworkConditions', {
    offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes,
  });
}
