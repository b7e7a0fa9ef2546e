// Keys, reasons and claims on the moderators' pages. Everything works without this file.
import { say } from "./app.js";

const OFF = "dizza-keys-off";
const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const room = document.querySelector("[data-moderate]");

// One key, no modifier, never while somebody writes.
document.addEventListener("keydown", (event) => {
  if (!room || stored() || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const target = room.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  const why = target.closest("form[data-why]");
  if (why && !why.elements.reason.value) return document.querySelector("[data-reason]")?.focus();
  target.click();
});

// A reason fills in its words without a new page.
for (const link of document.querySelectorAll("[data-reason]")) {
  link.addEventListener("click", (event) => {
    const form = document.querySelector("form[data-why]");
    if (!form || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    for (const other of document.querySelectorAll("[data-reason]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    form.elements.reason.value = link.dataset.reason;
    form.elements.text_sv.value = link.dataset.sv;
    form.elements.text_en.value = link.dataset.en;
    if (!link.dataset.sv) form.elements.text_sv.focus();
  });
}

// Opening an item claims it, so that nobody else looks at it at the same time.
const claim = document.querySelector("[data-claim] form");
if (claim) {
  const sent = await fetch(claim.action, { method: "POST", body: new URLSearchParams(new FormData(claim)), redirect: "manual" })
    .catch(() => null);
  if (sent) claim.parentElement.remove();
}

// What can be undone goes away when it no longer can.
for (const bar of document.querySelectorAll("form[data-seconds]")) {
  setTimeout(() => bar.remove(), Number(bar.dataset.seconds) * 1000);
}

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
