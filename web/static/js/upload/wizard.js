// The wizard with a script: files leave at once, and go on leaving while the next questions are answered. Forms of the
// wizard change only what stands in <main>, and links do so while something is under way. Everything works without it.
import { say } from "../app.js";
import { fetchPage, isShown, showPage } from "../page.js";
import { busy, enter as takeFiles, paint, word } from "./files.js";

const WIZARD = /^\/\w\w\/upload\/\w+\//;
const isWizard = (url) => new URL(url).origin === location.origin && WIZARD.test(new URL(url).pathname);
const listOf = (page) => page.querySelector("[data-files]");

/** One thing at a time: a form that was sent twice is sent once. */
let going = false;
async function once(act) {
  if (going) return;
  going = true;
  document.querySelector("main").setAttribute("aria-busy", "true");
  try { await act(); } finally {
    going = false;
    document.querySelector("main").removeAttribute("aria-busy");
  }
}

/** Loads a page of the wizard into <main>. What is no page of the wizard is loaded as a whole. */
const go = (url, options) => once(async () => {
  const answer = await fetchPage(url, options);
  if (!answer) return stay("offline");
  if (answer.status === 401) return stay("signedOut");
  if (!answer.page.querySelector("[data-wizard], [data-files]")) {
    if (answer.moved) return location.assign(answer.url);
    return showPage(answer); // what went wrong, with its way on
  }
  showPage(answer);
  enter();
});

/** Without a network, or signed out: everything that was typed stays where it is. */
function stay(why) {
  const { dataset } = document.querySelector("[data-wizard]") ?? {};
  if (!dataset) return;
  document.getElementById("stay")?.remove();
  const notice = document.createElement("div");
  Object.assign(notice, { id: "stay", className: "notice warning mt4", tabIndex: -1 });
  notice.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = dataset[why];
  notice.append(text);
  if (why === "signedOut") {
    const link = Object.assign(document.createElement("a"), { href: dataset.signIn, target: "_blank", textContent: dataset.signInText });
    text.append(" ", link);
  }
  document.querySelector("main h1").after(notice);
  notice.focus();
}

/** A button in the list of files: only the list changes, and what is being written on the page stays. */
const act = (action, body) => once(async () => {
  const button = document.activeElement?.id;
  const answer = await fetchPage(action, { method: "POST", body });
  if (!answer) return stay("offline");
  if (!listOf(answer.page)) return showPage(answer);
  const flash = answer.page.querySelector("main .notice[role=status]");
  if (body instanceof FormData && !flash?.classList.contains("danger")) {
    // The descriptions are stored: they are no longer being written.
    for (const input of document.querySelectorAll("[data-files] details [type=text]")) {
      input.defaultValue = input.previousElementSibling.value = input.value;
    }
  }
  merge(answer.page, button);
  if (flash) say(flash.textContent);
});

/** Reads the list again; gives the server's, also where the page shows none. Of several that are read at once the oldest
 * answer may come last: whoever finds another list than before reads again. */
async function refresh() {
  const here = listOf(document);
  const at = here ? location.href : document.querySelector("[data-wizard]")?.dataset.filesUrl;
  const answer = at && await fetchPage(at);
  if (!answer || !listOf(answer.page)) return null;
  const now = listOf(document);
  if (now && now !== here) return refresh();
  const fresh = listOf(answer.page).cloneNode(true);
  if (now) merge(answer.page);
  return fresh;
}

/** Puts the fresh list in place of the old one. A description that is being written, and the focus, stay. */
function merge(page, button = document.activeElement?.id) {
  const old = listOf(document);
  const fresh = document.importNode(listOf(page), true);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const row of fresh.querySelectorAll("[data-row]")) {
    const details = old.querySelector(`[data-row="${CSS.escape(row.dataset.row)}"] details`);
    const input = details?.querySelector("input[type=text]");
    const next = row.querySelector("details");
    if (next && input && (input === focused || input.value !== input.defaultValue)) next.replaceWith(details);
    else if (next && details) next.open = details.open;
  }
  old.replaceWith(fresh);
  const missing = document.getElementById("missing");
  if (missing) missing.replaceWith(...[page.getElementById("missing")].filter(Boolean).map((one) => document.importNode(one, true)));
  if (focused?.isConnected) focused.focus();
  else if (focused && button) {
    const row = fresh.querySelector(`[data-row="${CSS.escape(button.replace(/^\w+-/, ""))}"]`);
    (document.getElementById(button) ?? row?.querySelector("button"))?.focus();
  }
  resting();
  paint();
  watch();
}

/** Uploads that some earlier window began: they go on when their file is chosen again. */
function resting() {
  for (const hint of document.querySelectorAll("[data-files] [data-again]")) {
    const row = hint.closest("[data-row]");
    hint.hidden = false;
    row.querySelector("[data-text]").textContent = hint.dataset.again.replace("{percent}", row.querySelector("progress").value);
  }
}

let source = null;

/** States as the server tells them; the stream ends now and then and the browser opens it again. */
function watch() {
  const url = document.querySelector("[data-files][data-events]")?.dataset.events;
  if (source && source.url === (url && new URL(url, location.href).href) && source.readyState !== EventSource.CLOSED) return;
  source?.close();
  source = url ? new EventSource(url) : null;
  source?.addEventListener("states", (event) => { if (!told(event)) refresh(); });
  source?.addEventListener("settled", (event) => {
    source?.close();
    if (!told(event)) refresh();
  });
}

/** Writes states into the rows; false if the list itself has changed. */
function told(event) {
  const states = JSON.parse(event.data);
  const rows = new Map([...document.querySelectorAll("[data-files] [data-row]")].map((row) => [row.dataset.row, row]));
  let whole = states.length === rows.size;
  for (const { id, state, text, percent } of states) {
    const row = rows.get(id);
    if (!row) whole = false;
    else if (row.dataset.state !== state && !row.querySelector("[data-again]")) whole = false;
    else {
      const line = row.querySelector("[data-text]");
      if (line.textContent !== text) line.textContent = text;
    }
    const meter = row?.querySelector("progress");
    if (meter && percent !== null) meter.value = percent;
  }
  resting();
  return whole;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (!busy() || link.target || !isWizard(link.href) || (isShown(link.href) && link.hash)) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const action = submitter?.getAttribute("formaction") ? submitter.formAction : form.action;
  const listed = form.closest("[data-files]");
  if (event.defaultPrevented || !isWizard(action) || !(listed || form.closest("main")?.querySelector("[data-wizard]"))) return;
  event.preventDefault();
  const data = new FormData(form, submitter);
  if (listed) return void act(action, new URLSearchParams(data));
  if (busy() && "handIn" in form.dataset) return say(word("busy"));
  if ("upload" in form.dataset) data.delete("file"); // they go their own way
  if (submitter?.closest("[data-files]")) return void act(action, data);
  go(action, { method: "POST", body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data) });
});

addEventListener("popstate", () => {
  if (isShown(location.href)) return;
  if (busy() && isWizard(location.href)) go(location.href);
  else location.reload();
});
// A file that falls beside the field must not open in place of the page.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => { if (document.querySelector("form[data-upload]")) event.preventDefault(); });
}
addEventListener("beforeunload", (event) => { if (busy()) event.preventDefault(); });

function enter() {
  takeFiles(refresh);
  resting();
  watch();
}

enter();
