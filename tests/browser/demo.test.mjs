// The demo edition as it comes, and what teachers, moderators, visitors and partners do with it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './lib/audit.mjs';
import { DESKTOP, PHONE, launch, person } from './lib/browser.mjs';
import { lookAtAll } from './lib/look.mjs';
import { freePort, otherSite, start, until } from './lib/server.mjs';
import * as story from './lib/story.mjs';
import { say, weigh } from './lib/weigh.mjs';

let browser;
let server;
let items;
const KB = 1024;

before(async () => {
  browser = await launch();
  server = await start({ demo: true });
  await until('the demo edition is complete', () => /The demo edition is complete/.test(server.said), 600);
  items = (await (await fetch(`${server.origin}/api/v1/contributions?limit=100`)).json()).items;
}, { timeout: 700_000 });
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('there is something to see', () => {
  assert.ok(items.length >= 24, `${items.length} contributions`);
  for (const category of ['film', 'music', 'image', 'comic', 'poem', 'magazine']) {
    assert.ok(items.some((item) => item.category === category), category);
  }
});

test('a moderator approves by keyboard alone', async () => {
  const page = await (await person(browser, server)).newPage();
  await story.signIn(page, server, 'moderator@demo.example');
  await page.goto('/sv/moderate');
  const press = async (key) => {
    await page.waitForLoadState('networkidle'); // the keys' script comes last
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  };
  await press('j');
  const first = story.here(page);
  assert.match(first, /^\/moderate\/c\//);
  await press('j');
  assert.notEqual(story.here(page), first);
  await press('k');
  assert.equal(story.here(page), first);
  await press('a');
  await page.goto('/sv/moderate');
  assert.equal(await page.locator(`.queue .list a[href*="${first}"]`).count(), 0, 'it has left the queue');
});

for (const { name, waits, viewport, javaScriptEnabled } of [
  { name: 'with script, on a phone', waits: 'for its teacher', viewport: PHONE, javaScriptEnabled: true },
  { name: 'without script, on a desk', waits: 'in the queue', viewport: DESKTOP, javaScriptEnabled: false },
]) {
  describe(`a contribution's way to the front page ${name}`, () => {
    const contexts = [];
    const open = async (options = {}) => {
      const context = await person(browser, server, { viewport, javaScriptEnabled, ...options });
      contexts.push(context);
      return context.newPage();
    };
    const moderate = async (page, code, act) => {
      await page.goto(`/sv/moderate/c/${code}`);
      await story.send(page, `/moderate/c/${code}/${act}`);
    };
    let moderator;
    let code;
    before(async () => {
      moderator = await open();
      await story.signIn(moderator, server, 'moderator@demo.example');
    });
    after(() => Promise.all(contexts.map((context) => context.close())));

    if (waits === 'for its teacher') {
      test('the teacher looks, ticks eleven boxes and lets it on', async () => {
        const page = await open();
        await story.signIn(page, server, 'larare@demo.example');
        code = await story.classApproveFirst(page);
      });
    } else {
      test('a moderator finds it in the queue', async () => {
        await moderator.goto('/sv/moderate');
        await moderator.locator('.queue .list a').last().click();
        await moderator.waitForURL(/moderate\/c\//);
        code = story.here(moderator).split('/').at(-1);
      });
    }

    test('a moderator approves it, and it is on its page and in the gallery', async () => {
      const visitor = await open();
      assert.equal((await visitor.goto(`/sv/c/${code}`)).status(), 404, 'not public yet');
      await moderate(moderator, code, 'approve');
      await until('it is public', async () => (await visitor.goto(`/sv/c/${code}`)).status() === 200);
      const title = (await visitor.locator('h1').innerText()).trim();
      await visitor.goto('/sv/gallery?sort=newest');
      assert.ok((await visitor.locator('.wall').innerText()).includes(title));
    });

    test('a visitor votes by mail, gets a receipt, and takes the vote back', async () => {
      const page = await open();
      const voter = `valjare-${javaScriptEnabled}@mail.example`;
      await story.voteByMail(page, server, code, voter);
      assert.match(story.here(page), /^\/receipts\//);
      await page.goto(`/sv/c/${code}`);
      assert.equal(await page.locator('.votebox .voted').count(), 1);
      await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().includes('/take-back')),
        page.click('.votebox form[action$="/take-back"] button'),
      ]);
      await page.goto(`/sv/c/${code}`);
      assert.equal(await page.locator('.votebox .voted').count(), 0);
    });

    test('a moderator features it, and the front page shows it', async () => {
      await moderate(moderator, code, 'feature');
      const page = await open();
      await page.goto('/sv');
      assert.equal(await page.locator(`.wall a[href*="/c/${code}"]`).count(), 1);
    });

    test('"I am in this picture" hides it at once', async () => {
      const page = await open();
      await story.report(page, code, 'privacy');
      assert.ok([404, 410].includes((await page.goto(`/sv/c/${code}`)).status()));
      await page.goto('/sv');
      assert.equal(await page.locator(`a[href*="/c/${code}"]`).count(), 0);
    });

    test('nobody was asked who should not be', () => {
      assert.deepEqual(contexts.flatMap((context) => context.faults), []);
    });
  });
}

test("a gallery inside somebody else's page: sandboxed, without cookies", async () => {
  const port = await freePort();
  const frame = `${server.origin}/embed/v1/g/featured?lang=en`;
  const site = await otherSite(port, `<h1>News</h1><iframe title="Dizza" width="380" height="640" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${frame}"></iframe>`);
  const context = await person(browser, server, { sites: [site.origin], viewport: PHONE });
  const page = await context.newPage();
  await page.goto(site.origin, { waitUntil: 'networkidle' });
  const inside = page.frames().find((one) => one.url() === frame);
  assert.ok(await inside.locator('img').count() > 0, 'pictures');
  const shown = await inside.locator('img').first().evaluate((image) => image.complete && image.naturalWidth > 0);
  assert.ok(shown, 'the first picture is shown');
  assert.deepEqual(await context.cookies(), []);
  const alone = await context.newPage();
  await alone.goto(frame);
  assert.deepEqual(await violations(alone), []);
  assert.deepEqual(context.faults, []);
  await site.stop();
});

const eyes = [
  { who: 'everybody', starts: ['/sv', '/sv/gallery?page=2', '/embed/v1/g/featured'], expected: ['/', '/gallery', '/c/*', '/c/*/poster', '/c/*/report', '/c/*/vote/start', '/for-partners', '/embed/v1/g/*'] },
  { who: 'a teacher', email: 'larare@demo.example', starts: ['/sv/classes'], expected: ['/classes', '/classes/*', '/classes/*/projector'] },
  { who: 'a moderator', email: 'moderator@demo.example', starts: ['/sv/moderate'], expected: ['/moderate', '/moderate/c/*', '/moderate/keys', '/moderate/featured'] },
];
for (const { who, email, starts, expected } of eyes) {
  test(`what ${who} sees: axe, narrow phones, no other host`, async () => {
    const context = await person(browser, server);
    const page = await context.newPage();
    if (email) await story.signIn(page, server, email);
    else await page.goto('/');
    await lookAtAll(page, starts, expected);
    if (!email) assert.deepEqual(await context.cookies(), []);
  });
}

test('pages with pictures weigh little', async (t) => {
  const code = items.find((item) => item.category === 'image').id;
  for (const address of ['/sv', '/sv/gallery', `/sv/c/${code}`]) {
    const weight = await weigh(browser, server, address);
    say(t, address, weight);
    assert.ok(weight.Document + weight.Stylesheet <= 14 * KB, `HTML and CSS of ${address}`);
    assert.ok(weight.Script <= 12 * KB, `script of ${address}`);
    assert.ok(weight.Image > 0, `pictures of ${address}`);
    assert.ok(weight.all <= 400 * KB, `first view of ${address}: ${weight.all}`);
  }
});
