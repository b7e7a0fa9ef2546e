// The wizard with a script: files leave at once, and go on leaving while the next questions are answered. While something
// is under way, links and forms of the wizard change only <main>; otherwise pages load as always.
import { Upload } from "./tus.js";

const waiting = [];
let current = null;
let words = null;
let bar = null;
let spoken = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The line under all pages of the wizard that says how far the upload is; it outlives <main>. */
function makeBar() {
  bar = document.createElement("aside");
  bar.className = "uploadbar";
  bar.innerHTML = '<p data-line></p><div class="meter"><progress max="100" value="0"></progress></div><button class="btn sm" type="button"></button><p class="vh" role="status" aria-live="polite"></p>';
  bar.querySelector("button").addEventListener("click", toggle);
  bar.querySelector("progress").setAttribute("aria-label", words.pause);
  document.body.append(bar);
}

function show(line, percent) {
  if (!bar) makeBar();
  bar.hidden = false;
  bar.querySelector("[data-line]").textContent = line;
  bar.querySelector("progress").value = percent;
  bar.querySelector("progress").setAttribute("aria-label", line);
  const button = bar.querySelector("button");
  button.hidden = !current || current.ended;
  button.textContent = current?.held ? words.resume : words.pause;
}

/** For screen readers: at the start, at each quarter, at pauses and at the end. */
function speak(text) {
  bar.querySelector("[role=status]").textContent = text;
}

function toggle() {
  if (!current) return;
  if (current.held) {
    current.resume();
    heard(current, "resumed");
  } else {
    current.pause();
  }
}

function heard(upload, event, detail) {
  const name = upload.file.name;
  const percent = upload.percent;
  const uploading = fill(words.uploading, { name, percent });
  switch (event) {
    case "started":
      spoken = 0;
      show(uploading, percent);
      return speak(fill(words.started, { name }));
    case "moved": {
      show(uploading, percent);
      const quarter = Math.floor(percent / 25);
      if (quarter > spoken && percent < 100) {
        spoken = quarter;
        speak(uploading);
      }
      return;
    }
    case "paused": {
      const text = fill(detail === "full" ? words.full : words.paused, { name });
      show(text, percent);
      return speak(text);
    }
    case "resumed":
      show(uploading, percent);
      return speak(fill(words.resumed, { name }));
    case "saved": {
      const text = fill(words.saved, { name });
      show(text, 100);
      speak(text);
      return refresh();
    }
    case "refused": {
      const problems = words.problems;
      const text = problems[detail] ?? problems.other;
      show(`${name}: ${text}`, percent);
      speak(`${name}: ${text}`);
      return refresh();
    }
  }
}

async function work() {
  if (current) return;
  while (waiting.length) {
    const { file, url } = waiting.shift();
    current = new Upload(file, { ...words.target, url, tell: (event, detail) => heard(current, event, detail) });
    await current.run();
    current = null;
  }
  bar?.querySelector("button").setAttribute("hidden", "");
}

const busy = () => current !== null || waiting.length > 0;

/** An unfinished upload of the same file, as the server lists it. */
function earlier(file) {
  const rows = document.querySelectorAll("[data-row][data-length]");
  const row = [...rows].find((row) => row.dataset.name === file.name && Number(row.dataset.length) === file.size && row.dataset.state !== "refused");
  return row ? `${words.target.endpoint}/${row.dataset.row}` : null;
}

function take(files) {
  for (const file of files) {
    if (!words) return;
    if (file.size === 0 || file.size > words.largest) {
      if (!bar) makeBar();
      const code = file.size === 0 ? "file-empty" : "file-too-large";
      show(`${file.name}: ${words.problems[code]}`, 0);
      speak(`${file.name}: ${words.problems[code]}`);
      continue;
    }
    waiting.push({ file, url: earlier(file) });
  }
  work();
}

/** Reads the list of files again. */
async function refresh() {
  const list = document.querySelector("[data-files]");
  if (!list) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-files]");
    if (fresh && list.isConnected && !list.contains(document.activeElement)) list.replaceWith(fresh);
    watch();
  } catch { /* the next event tries again */ }
}

let source = null;

/** States as the server tells them; the stream ends now and then and the browser opens it again. */
function watch() {
  source?.close();
  source = null;
  const url = document.querySelector("[data-files][data-events]")?.dataset.events;
  if (!url || !window.EventSource) return;
  source = new EventSource(url);
  const seen = (event) => {
    let whole = false;
    for (const { id, state, text, percent } of JSON.parse(event.data)) {
      const row = document.querySelector(`[data-row="${CSS.escape(id)}"]`);
      if (!row || row.dataset.state !== state) whole = true;
      else {
        const line = row.querySelector("[data-text]");
        if (line.textContent !== text) line.textContent = text;
        const meter = row.querySelector("progress");
        if (meter && percent !== null) meter.value = percent;
      }
    }
    return whole;
  };
  source.addEventListener("states", (event) => { if (seen(event)) refresh(); });
  source.addEventListener("settled", (event) => { source?.close(); if (seen(event)) refresh(); });
}

/** Loads a page of the wizard into <main>. What is no page of the wizard is loaded as a whole. */
async function go(url, options = {}) {
  try {
    const answer = await fetch(url, { ...options, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!main || !page.querySelector("[data-wizard], [data-files]")) return void location.assign(answer.url);
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    if (answer.url !== location.href) history.pushState({}, "", answer.url);
    scrollTo(0, 0);
    const first = main.querySelector("#error-summary, h1");
    if (first) {
      first.tabIndex = -1;
      first.focus();
    }
    enter();
  } catch {
    location.assign(url);
  }
}

function inside(url) {
  const { origin, pathname } = new URL(url, location.href);
  return origin === location.origin && /^\/\w\w\/upload\/\w+\//.test(pathname);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (!busy() || !inside(link.href)) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !busy() || !form.closest("main") || !inside(form.action) || form.dataset.upload !== undefined) return;
  event.preventDefault();
  go(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
});

addEventListener("popstate", () => { if (busy()) go(location.href); else location.reload(); });
addEventListener("beforeunload", (event) => { if (busy()) event.preventDefault(); });

/** Takes over the file fields of the page that has them. */
function enter() {
  watch();
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const { endpoint, code, largest, problems, ...texts } = form.dataset;
  words = { ...texts, problems: JSON.parse(problems), largest: Number(largest) * 1e6, target: { endpoint, code } };
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => { take(input.files); input.value = ""; });
  }
  const drop = form.querySelector("[data-drop]");
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
}

enter();
