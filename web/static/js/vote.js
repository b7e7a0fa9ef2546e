// A vote without leaving the page: the form is sent, the box of the answer takes the place of this one.
// Anything unexpected falls back to the plain form post.
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function breathe(box) {
  const words = box?.querySelector(".breath");
  if (words && !calm) words.classList.add("breathe");
}

async function cast(form) {
  const button = form.querySelector("button");
  const label = button.textContent;
  button.setAttribute("aria-busy", "true");
  button.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: "text/html" },
      body: new URLSearchParams(new FormData(form)),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const box = page.querySelector(".votebox");
    if (!box) return answer.ok ? location.assign(answer.url) : form.submit();
    document.querySelector(".votebox").replaceWith(box);
    const status = box.querySelector("[role=status], [role=alert]");
    if (status) {
      status.tabIndex = -1;
      status.focus({ preventScroll: true });
    }
    if (box.querySelector(".voted")) breathe(box);
    listen(box);
  } catch {
    button.removeAttribute("aria-busy");
    button.textContent = label;
    form.submit(); // the browser's own error page says what is wrong with the network
  }
}

function listen(root) {
  root.querySelector("form[data-vote]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    cast(event.target);
  });
}

listen(document);
// After a plain post the page comes back with the vote in it: it breathes once.
if (new URLSearchParams(location.search).has("voted")) breathe(document.querySelector(".votebox"));
