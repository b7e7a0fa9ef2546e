// Draws the place with the pointer or the arrow keys, and takes times from the player. The form works without this file.
const figure = document.querySelector("[data-redact]");
const form = document.querySelector("[data-redact-form]");
const player = document.querySelector("[data-redact-player] :is(video, audio)");
const fields = ["left", "right", "top", "bottom"];
const decimal = document.documentElement.lang === "sv" ? "," : ".";
const read = (name) => Number.parseFloat(form.elements[name]?.value.replace(",", "."));
const write = (name, value) => {
  form.elements[name].value = String(Math.round(Math.min(100, Math.max(0, value)) * 10) / 10).replace(".", decimal);
};

if (figure) {
  const svg = figure.querySelector("svg");
  const { width, height } = svg.viewBox.baseVal;
  const box = document.createElementNS(svg.namespaceURI, "rect");
  box.classList.add("new");
  box.setAttribute("tabindex", "0");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", document.querySelector("[for=field-left]")?.closest("form").querySelector("h2.small")?.textContent ?? "");
  // What is inside of an image is not there for screen readers.
  svg.setAttribute("role", "group");
  svg.append(box);

  // The numbers are the truth: the box follows them, also when they are typed.
  const follow = () => {
    const [left, right, top, bottom] = fields.map(read);
    const drawn = right > left && bottom > top;
    box.setAttribute("x", drawn ? left * width / 100 : width * 0.4);
    box.setAttribute("y", drawn ? top * height / 100 : height * 0.4);
    box.setAttribute("width", drawn ? (right - left) * width / 100 : width * 0.2);
    box.setAttribute("height", drawn ? (bottom - top) * height / 100 : height * 0.2);
    box.style.opacity = drawn ? "" : "0";
  };
  form.addEventListener("input", follow);
  follow();

  const at = (event) => {
    const frame = svg.getBoundingClientRect();
    return [(event.clientX - frame.left) / frame.width * 100, (event.clientY - frame.top) / frame.height * 100];
  };
  let begun = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    begun = at(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!begun) return;
    const [x, y] = at(event);
    write("left", Math.min(x, begun[0]));
    write("right", Math.max(x, begun[0]));
    write("top", Math.min(y, begun[1]));
    write("bottom", Math.max(y, begun[1]));
    follow();
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { begun = null; });

  // Where the box is, for those who do not see it move.
  const status = document.querySelector("[data-redact-at]");
  const tell = () => {
    status.textContent = fields.reduce((words, name) => words.replace(`{${name}}`, form.elements[name].value), status.dataset.redactAt);
  };

  // Arrows move the box, with shift they move its lower right corner.
  box.addEventListener("focus", () => {
    if (!(read("right") > read("left"))) {
      [40, 60, 40, 60].forEach((value, n) => write(fields[n], value));
      follow();
    }
    tell();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const [left, right, top, bottom] = fields.map(read);
    if (!event.shiftKey && (left + step[0] < 0 || right + step[0] > 100 || top + step[1] < 0 || bottom + step[1] > 100)) {
      tell(); // at the edge
      return;
    }
    if (!event.shiftKey) {
      write("left", left + step[0]);
      write("top", top + step[1]);
    }
    write("right", Math.max(right + step[0], read("left") + 1));
    write("bottom", Math.max(bottom + step[1], read("top") + 1));
    follow();
    tell();
  });

  // The grid lies over the moment that the player shows.
  if (player instanceof HTMLVideoElement) {
    const canvas = document.createElement("canvas");
    svg.before(canvas);
    const show = () => {
      if (!player.videoWidth) return;
      canvas.width = player.videoWidth;
      canvas.height = player.videoHeight;
      canvas.getContext("2d").drawImage(player, 0, 0);
    };
    for (const moment of ["pause", "seeked"]) player.addEventListener(moment, show);
  }
}

document.addEventListener("click", (event) => {
  const name = event.target.closest?.("[data-redact-time]")?.dataset.redactTime;
  if (!name || !player) return;
  // Up to, not with, the moment that is written: the one that is shown shall be in it.
  const ms = name === "to" ? Math.floor(player.currentTime * 1000) + 1 : Math.floor(player.currentTime * 1000);
  const rest = (ms % 60000) / 1000;
  const seconds = rest.toFixed(3).replace(/\.?0+$/, "").replace(".", decimal);
  form.elements[name].value = `${Math.floor(ms / 60000)}:${rest < 10 ? "0" : ""}${seconds}`;
});
