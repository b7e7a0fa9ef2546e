// A magazine's reader: one page at a time, on wide screens the cover alone and then two and two. Without this file the
// pages stand below each other.
const wide = matchMedia("(min-width: 60rem)");
const boxes = [...document.querySelectorAll("[data-reader]")].filter((box) => box.querySelector(".turn"));

function start(box) {
  const pages = [...box.querySelectorAll("ol > li")];
  const turn = box.querySelector(".turn");
  const [back, on] = turn.querySelectorAll("button");
  const field = turn.querySelector("input");
  const status = turn.querySelector("[role=status]");
  let shown = [];

  /** The pages that lie open together with this one. */
  function spread(page) {
    const left = page - (page % 2);
    const two = wide.matches && box.classList.contains("upright") && page > 1 && left < pages.length;
    return two ? [left, left + 1] : [page];
  }

  function show(page) {
    shown = spread(Math.min(Math.max(page, 1), pages.length));
    const [first, last] = [shown[0], shown.at(-1)];
    pages.forEach((item, index) => item.classList.toggle("shut", !shown.includes(index + 1)));
    box.classList.toggle("two", shown.length > 1);
    back.setAttribute("aria-disabled", first === 1);
    on.setAttribute("aria-disabled", last === pages.length);
    field.value = first;
    // What comes next shall be there when somebody turns the page.
    for (const item of pages.slice(last, last + 2)) item.querySelector("img").loading = "eager";
  }

  /** Turns to a page because somebody asked for it, and says where that is. */
  function go(page) {
    show(page);
    const words = shown.length > 1 ? status.dataset.two : status.dataset.one;
    status.textContent = words.replace("{page}", shown[0]).replace("{other}", shown.at(-1));
    if (box.getBoundingClientRect().top < 0) box.scrollIntoView({ block: "start" });
  }

  back.addEventListener("click", () => shown[0] > 1 && go(shown[0] - 1));
  on.addEventListener("click", () => shown.at(-1) < pages.length && go(shown.at(-1) + 1));
  field.addEventListener("change", () => go(Math.round(field.valueAsNumber) || shown[0]));
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || target.matches("input, textarea, select, audio, video")) return;
    // Keys are for the reader that has the focus; where nothing has it, for the only one on the page.
    if (!box.contains(target) && !(target === document.body && boxes.length === 1)) return;
    if (key === "ArrowLeft") back.click();
    else if (key === "ArrowRight") on.click();
    else if (key === "Home") go(1);
    else if (key === "End") go(pages.length);
    else return;
    event.preventDefault();
  });
  wide.addEventListener("change", () => show(shown[0]));
  turn.hidden = false;
  box.classList.add("ready");
  show(1);
}

boxes.forEach(start);
