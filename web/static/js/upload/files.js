// The files that this window sends, one after the other: their rows in the list, the line under the other pages of the
// wizard, and what screen readers hear of them.
import { Upload } from "./tus.js";

const SPOKEN = ["started", "paused", "resumed", "saved", "refused"];

// A request that is under way when the network goes may hang for long.
addEventListener("offline", () => current?.upload?.track?.abort?.());

/** Files chosen here, oldest first, until they are in the server's list: { file, upload, text, state }. */
let mine = [];
let current = null;
let words = null;
let target = null;
let refresh = async () => {};
let voice = null;
let bar = null;

export const busy = () => mine.some((entry) => entry.state === "waiting" || entry.state === "sending");
export const word = (key, values = {}) => (words?.[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const tokenOf = (entry) => entry.upload?.url?.split("/").pop();

/** Takes over the file fields of a page that has them; `reload` reads the server's list again. */
export function enter(reload) {
  refresh = reload;
  const form = document.querySelector("form[data-upload]");
  if (form) {
    words = JSON.parse(form.dataset.words);
    target = { endpoint: form.dataset.endpoint, code: form.dataset.code, largest: Number(form.dataset.largest) * 1e6 };
    if (!voice) makeVoice();
    for (const input of form.querySelectorAll("input[type=file]")) {
      const chosen = () => { take([...input.files]); input.value = ""; };
      input.addEventListener("change", chosen);
      if (input.files.length) chosen(); // before this script was there
    }
    form.classList.add("ready");
    drops(form.querySelector("[data-drop]"));
  }
  paint();
}

function drops(drop) {
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
}

function take(files) {
  for (const file of files) {
    if (mine.some((one) => one.state !== "refused" && same(one.file, file))) continue; // chosen twice
    const wrong = file.size === 0 ? "file-empty" : file.size > target.largest ? "file-too-large" : null;
    const entry = { file, state: wrong ? "refused" : "waiting", text: word(wrong ?? "waiting", { max_mb: target.largest / 1e6 }) };
    mine.push(entry);
    if (wrong) speak(entry);
    else entry.url = earlier(file);
  }
  paint();
  work();
}

const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** An unfinished upload of the same file, as the server lists it. */
function earlier(file) {
  const rows = [...document.querySelectorAll("[data-files] [data-again]")].map((hint) => hint.closest("[data-row]"));
  const row = rows.find((row) => row.dataset.name === file.name && Number(row.dataset.length) === file.size);
  return row ? `${target.endpoint}/${row.dataset.row}` : null;
}

async function work() {
  if (current) return;
  while ((current = mine.find((entry) => entry.state === "waiting"))) {
    const entry = current;
    entry.state = "sending";
    entry.spoken = 0;
    entry.upload = new Upload(entry.file, { ...target, url: entry.url, tell: (event, detail) => heard(entry, event, detail) });
    await entry.upload.whole();
    await over(entry);
  }
  paint();
}

function heard(entry, event, detail) {
  const { percent, paused } = entry.upload;
  entry.text = word(paused || "uploading", { percent });
  if (event === "refused") {
    entry.failure = detail.code;
    entry.text = word(words[detail.code] ? detail.code : "other", detail.params);
  }
  if (event === "saved") entry.text = word("saved");
  const quarter = Math.floor(percent / 25);
  if (event === "moved" && quarter > entry.spoken && percent < 100) speak(entry);
  if (event !== "moved" && SPOKEN.includes(event) && event !== "refused") speak(entry, words[event] ? word(event) : entry.text);
  if (event !== "started") entry.spoken = Math.max(entry.spoken, quarter);
  paint();
}

/** Sent or refused: the server's list says how it goes on. A refusal stays here until the list shows it. */
async function over(entry) {
  const refused = entry.failure !== undefined;
  entry.state = refused ? "refused" : "saved";
  const list = await refresh();
  const row = refused && tokenOf(entry) && list?.querySelector(`[data-row="${CSS.escape(tokenOf(entry))}"]`);
  if (row) Object.assign(entry, { listed: true, text: row.querySelector("[data-text]").textContent });
  if (refused) speak(entry);
  else mine = mine.filter((one) => one !== entry);
  paint();
}

/** For screen readers: at the start, at each quarter, at pauses and at the end. */
function speak(entry, text = entry.text) {
  voice.textContent = `${entry.file.name}: ${text}`;
}

function makeVoice() {
  voice = document.createElement("p");
  voice.className = "vh";
  voice.setAttribute("role", "status");
  document.body.append(voice);
}

/** The line under pages without the list. It outlives <main>. */
function makeBar() {
  bar = document.createElement("aside");
  bar.className = "uploadbar";
  bar.setAttribute("aria-label", word("bar"));
  bar.innerHTML = '<p><strong class="name"></strong> <span data-text></span></p><div class="meter"><progress max="100"></progress></div><button class="btn sm" type="button" data-hold></button><button class="btn sm" type="button" data-cancel></button>';
  document.body.append(bar);
}

/** Every row and the line as things stand. */
export function paint() {
  if (!words) return;
  const list = document.querySelector("[data-mine]");
  if (list) {
    mine = mine.filter((entry) => !entry.listed);
    const rows = new Map([...list.children].map((row) => [row.entry, row]));
    for (const [entry, row] of rows) if (!mine.includes(entry)) away(row);
    for (const entry of mine) {
      let row = rows.get(entry);
      if (!row) {
        row = document.getElementById("file-row").content.firstElementChild.cloneNode(true);
        row.entry = entry;
        list.append(row);
      }
      fill(row, entry);
    }
    list.hidden = !mine.length;
    for (const row of document.querySelectorAll("[data-files] [data-row]")) {
      row.hidden = mine.some((entry) => entry.state !== "refused" && tokenOf(entry) === row.dataset.row);
    }
  }
  const entry = mine.find((one) => one.state === "refused" && !one.seen) ?? current ?? mine.find((one) => one.state === "waiting");
  if (!bar && entry && !list) makeBar();
  if (!bar) return;
  bar.hidden = Boolean(list) || !entry;
  if (!bar.hidden) fill(bar, entry);
}

function fill(row, entry) {
  const put = (selector, text) => {
    const part = row.querySelector(selector);
    if (part && part.textContent !== text) part.textContent = text;
  };
  const { upload, state } = entry;
  const sending = state === "sending";
  put(".name", entry.file.name);
  put("[data-size]", (entry.size ??= size(entry.file.size)));
  put("[data-text]", entry.text);
  row.dataset.state = state === "sending" && upload?.paused ? "paused" : state;
  row.querySelector("[data-text]").className = state === "refused" ? "err-msg" : "";
  if (row !== bar && state === "refused") entry.seen = true;
  const meter = row.querySelector(".meter");
  meter.hidden = state !== "sending";
  meter.querySelector("progress").value = upload?.percent ?? 0;
  meter.querySelector("progress").setAttribute("aria-label", entry.file.name);
  const hold = row.querySelector("[data-hold]");
  hold.hidden = !sending || upload.ended;
  put("[data-hold]", word(upload?.held ? "resume" : "pause"));
  put("[data-cancel]", word(state === "refused" ? "dismiss" : "cancel"));
  row.querySelector("[data-cancel]").hidden = row === bar && state !== "refused";
  for (const button of row.querySelectorAll("button")) {
    button.setAttribute("aria-label", `${button.textContent} ${entry.file.name}`);
    button.onclick = () => press(button, entry);
  }
}

const size = (bytes) => {
  const [unit, value] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const digits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: digits }).format(value);
};

function press(button, entry) {
  if (button.hasAttribute("data-hold")) {
    if (entry.upload.held) entry.upload.resume();
    else entry.upload.pause();
    paint();
    return;
  }
  entry.upload?.cancel();
  mine = mine.filter((one) => one !== entry);
  paint();
}

/** A row goes; who stood in it comes to the next one, or to the file field. */
function away(row) {
  const held = row.contains(document.activeElement);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  if (held) (next?.querySelector("button:not([hidden])") ?? document.getElementById("field-file"))?.focus();
}
