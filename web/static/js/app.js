// Makes pages smoother; everything works without it. Loaded as a module, so after the document is parsed.
document.documentElement.classList.add("js");

/** Says one short thing to everybody, also to screen readers. */
export function say(text) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  toast.textContent = text;
  setTimeout(() => { if (toast.textContent === text) toast.textContent = ""; }, 6000);
}

// The error summary gets the focus, so that it is read and seen first.
document.getElementById("error-summary")?.focus();

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-share], [data-print], [data-copy], [data-open]");
  if (!button) return;
  const { share, title, copied, copy, open } = button.dataset;
  if (button.hasAttribute("data-print")) return print();
  if (open) return document.getElementById(open)?.showModal();
  if (share && navigator.share) {
    // The person may close the sheet: no error, nothing to say.
    return navigator.share({ url: share, title }).catch(() => {});
  }
  const text = share ?? document.getElementById(copy)?.textContent;
  if (text && await writeClipboard(text)) say(copied);
});

async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text.trim());
    return true;
  } catch {
    return false;
  }
}

// Parts with their own module are loaded only where they stand.
if (document.querySelector("[data-vote], .votebox .breath")) import("./vote.js");
if (document.querySelector("video[data-hls]")) import("./player.js");
if (document.querySelector("[data-reader]")) import("./reader.js");
if (document.querySelector("[data-moderate], [data-sortable], [data-keys-toggle]")) import("./moderate.js");
if (document.querySelector("[data-wizard], [data-files]")) import("./upload/wizard.js");
