// Finds a page of every kind by following links, as one person.

/** What kind of page an address is: without language and query, codes and numbers as stars. */
export function kind(address) {
  const path = new URL(address, 'http://x').pathname.replace(/^\/(sv|en)(?=\/|$)/, '') || '/';
  return path
    .replace(/^\/c\/[^/]+/, '/c/*')
    .replace(/^\/(sign-in|vote|receipts|join|problems|mailbox)\/(?!code$)[^/]+$/, '/$1/*')
    .replace(/^\/embed\/v1\/([cg])\/[^/]+/, '/embed/v1/$1/*')
    .replace(/\/classes\/(?!new$)[^/]+/, '/classes/*')
    .replace(/\/pupils\/[^/]+/, '/pupils/*')
    .replace(/\/contributions\/[^/]+/, '/contributions/*')
    .replace(/^\/upload\/[^/]+/, '/upload/*')
    .replace(/^\/moderate\/c\/[^/]+/, '/moderate/c/*');
}

/**
 * Follows links from `starts`, one page of each kind, and calls `look(page, kind, address)` on each.
 * Gives the kinds that were seen.
 */
export async function crawl(page, starts, look) {
  const origin = new URL(page.url()).origin;
  const seen = new Map();
  const waiting = starts.map((address) => new URL(address, origin).href);
  while (waiting.length) {
    const address = waiting.shift();
    if (seen.has(kind(address))) continue;
    seen.set(kind(address), address);
    const answer = await page.goto(address);
    if (!/^text\/html/.test(answer.headers()['content-type'] ?? '')) continue;
    await look(page, kind(address), address, answer);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.href));
    for (const link of links) {
      const url = new URL(link);
      const file = /\.(svg|xml|json|txt|png|jpg|webp|mp4|mp3|m3u8)$/.test(url.pathname) || /^\/(m|assets|review-media|api)\//.test(url.pathname);
      if (url.origin === origin && !file) waiting.push(url.href);
    }
  }
  return [...seen.keys()].sort();
}
