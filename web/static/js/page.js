// The next page of ours, put into this window without leaving it: what is under way goes on.

/** Asks for a page; null without a network. */
export async function fetchPage(url, options = {}) {
  try {
    const answer = await fetch(url, { ...options, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const moved = answer.redirected || !options.method;
    return { page, status: answer.status, url: answer.url, moved };
  } catch {
    return null;
  }
}

/** What this window shows. A change of the hash alone is no other page. */
const pathOf = (url) => {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
};
let shown = pathOf(location);
export const isShown = (url) => pathOf(url) === shown;

/** Its main part as one of this window: pictures begin to load. */
export const importMain = (page) => document.importNode(page.querySelector("main"), true);

/** Shows a page that was asked for, and begins to read it at its errors or its heading. */
export function showPage({ page, main, url, moved }) {
  const top = page.querySelector("header.top");
  if (top) document.querySelector("header.top")?.replaceWith(document.importNode(top, true));
  document.querySelector("main").replaceWith(main ?? importMain(page));
  document.body.className = page.body.className;
  document.title = page.title;
  if (moved) history[pathOf(url) === pathOf(location) ? "replaceState" : "pushState"]({}, "", url);
  shown = pathOf(location);
  scrollTo(0, 0);
  const first = document.querySelector("#error-summary, #missing, main h1");
  if (!first) return;
  first.tabIndex = -1;
  first.focus();
}
