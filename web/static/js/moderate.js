// Keys, reasons and claims on the moderators' pages. Everything works without this file.
import { say } from "./app.js";
import { fetchPage, importMain, isShown, showPage } from "./page.js";

const OFF = "dizza-keys-off";
const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const inRoom = (part) => document.querySelector(`[data-moderate] ${part}`);

// One key, no modifier, never while somebody writes.
document.addEventListener("keydown", (event) => {
  if (stored() || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const target = inRoom(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  const why = target.closest("form[data-why]");
  if (why && !why.elements.reason.value) return document.querySelector("[data-reason]")?.focus();
  target.click();
});

// A reason fills in its words without a new page.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-reason]");
  const form = document.querySelector("form[data-why]");
  if (!link || !form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  for (const other of document.querySelectorAll("[data-reason]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  form.elements.reason.value = link.dataset.reason;
  form.elements.text_sv.value = link.dataset.sv;
  form.elements.text_en.value = link.dataset.en;
  if (!link.dataset.sv) form.elements.text_sv.focus();
});

/** The item after the one on the screen, with its pictures: asked for while this one is looked at. */
let next = null;
const FRESH = 120_000;

async function prepare() {
  const href = inRoom("a[data-key=j]")?.href;
  next = null;
  if (!href) return;
  const answer = await fetchPage(href);
  if (answer?.status !== 200) return;
  answer.main = importMain(answer.page);
  for (const image of answer.main.querySelectorAll("img")) image.loading = "eager";
  next = { href, answer, since: Date.now() };
}

function enter() {
  // Opening an item claims it, so that nobody else looks at it at the same time.
  const claim = document.querySelector("[data-claim] form");
  if (claim) {
    fetch(claim.action, { method: "POST", body: new URLSearchParams(new FormData(claim)), redirect: "manual" })
      .then(() => claim.parentElement.remove(), () => {});
  }
  // What can be undone goes away when it no longer can.
  for (const bar of document.querySelectorAll("form[data-seconds]")) {
    setTimeout(() => bar.remove(), Number(bar.dataset.seconds) * 1000);
  }
  prepare();
}

function put(answer) {
  // Pictures that are here already are not asked for again.
  const here = new Map([...next?.answer.main.querySelectorAll("img") ?? []].map((image) => [image.src, image]));
  if (answer !== next?.answer) {
    answer.main = importMain(answer.page);
    for (const image of answer.main.querySelectorAll("img")) {
      const ready = here.get(image.src);
      if (ready) image.replaceWith(ready);
    }
  }
  showPage(answer);
  enter();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-moderate] a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.href !== next?.href || Date.now() - next.since > FRESH) return;
  event.preventDefault();
  put(next.answer);
});

// A decision leads to the next item, which is here already.
let sending = false;
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !form.closest("[data-moderate]")) return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  const action = submitter?.getAttribute("formaction") ? submitter.formAction : form.action;
  const answer = await fetchPage(action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)) });
  sending = false;
  if (answer?.page.querySelector("[data-moderate]")) put(answer);
  else if (answer?.moved) location.assign(answer.url);
  else if (answer) showPage(answer); // why not, with a way on
  else {
    form.action = action;
    form.submit();
  }
});
addEventListener("popstate", () => { if (!isShown(location.href)) location.reload(); });
if (inRoom("h1")) enter();

// The keys can be turned off.
const toggle = document.querySelector("[data-keys-toggle]");
if (toggle) {
  const show = () => { toggle.textContent = stored() ? toggle.dataset.on : toggle.dataset.off; };
  toggle.addEventListener("click", () => {
    try { stored() ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* kept for this page only */ }
    show();
  });
  show();
}

// Dragging is a shortcut for the buttons; dropping saves.
const list = document.querySelector("[data-sortable]");
if (list) {
  let held = null;
  for (const item of list.children) item.draggable = true;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-sortable] > li");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-sortable] > li");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    over[event.clientY > box.top + box.height / 2 ? "after" : "before"](held);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", async () => {
    if (!held) return;
    held = null;
    const form = document.getElementById(list.dataset.sortable);
    const saved = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    // The page again: numbers and first and last buttons have changed. Without an answer it shows the order that holds.
    if (saved?.ok) say(list.dataset.saved);
    location.reload();
  });
}
