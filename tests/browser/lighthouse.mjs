// Lighthouse, as a phone, on pages of a running server: npm run lighthouse -- ORIGIN [CODE-OF-A-CONTRIBUTION]
// Fails if a score is under its budget.

import { existsSync } from 'node:fs';
import { launch as launchChrome } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };
const [origin = 'http://127.0.0.1:8080', named] = process.argv.slice(2);
const code = named ?? (await (await fetch(`${origin}/api/v1/contributions`)).json()).items[0].id;
process.env.CHROME_PATH ??= ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

let failed = false;
for (const path of ['/sv', '/sv/gallery', `/sv/c/${code}`]) {
  const chrome = await launchChrome({ chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
  try {
    const { lhr } = await lighthouse(origin + path, { port: chrome.port, onlyCategories: Object.keys(LEAST), logLevel: 'error' });
    const scores = Object.entries(LEAST).map(([name, least]) => {
      const score = Math.round(lhr.categories[name].score * 100);
      failed ||= score < least;
      return `${name} ${score}`;
    });
    const figure = (audit) => lhr.audits[audit].displayValue;
    console.log(`${path}: ${scores.join(', ')}; LCP ${figure('largest-contentful-paint')}, CLS ${figure('cumulative-layout-shift')}, TBT ${figure('total-blocking-time')}`);
    for (const name of Object.keys(LEAST)) {
      for (const { id, weight } of lhr.categories[name].auditRefs) {
        const audit = lhr.audits[id];
        if (weight && audit.score !== null && audit.score < 0.9) console.log(`  ${name}: ${audit.title} ${audit.displayValue ?? ''} ${JSON.stringify(audit.details?.items?.slice(0, 3) ?? '').slice(0, 400)}`);
      }
    }
  } finally {
    chrome.kill();
  }
}
process.exitCode = failed ? 1 : 0;
