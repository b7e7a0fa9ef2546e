// Adaptive film: at the first press on play the player is fetched and takes over from the progressive file. A short film is there
// before the player would be, so over a good line it just plays.
// Safari plays the playlist itself. Without the player's file the progressive film just plays.
const hasMediaSource = () => "MediaSource" in window || "ManagedMediaSource" in window;

function start(video) {
  const { hls, player } = video.dataset;
  const at = video.currentTime;
  const go = () => { if (at) video.currentTime = at; video.play().catch(() => {}); };
  if (!player || !hasMediaSource()) {
    if (video.canPlayType("application/vnd.apple.mpegurl")) {
      video.src = hls;
      go();
    }
    return;
  }
  video.pause();
  const script = document.createElement("script");
  script.src = player;
  script.onerror = go;
  script.onload = () => {
    const Hls = window.Hls;
    if (!Hls?.isSupported()) return go();
    // No worker from a blob (our policy forbids it); the picture's size decides the first level.
    // A film that is still being made begins at its beginning, not at the end that it has reached.
    const begin = "growing" in video.dataset ? 0 : -1;
    const stream = new Hls({ enableWorker: false, capLevelToPlayerSize: true, startPosition: at || begin });
    stream.on(Hls.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      stream.destroy();
      video.load(); // back to the progressive file
      go();
    });
    stream.on(Hls.Events.MANIFEST_PARSED, go);
    stream.loadSource(hls);
    stream.attachMedia(video);
  };
  document.head.append(script);
}

// Where the browser tells nothing about its line, it counts as good.
function isSlow(line) {
  return Boolean(line && (line.saveData || /2g|3g/.test(line.effectiveType)));
}

// The browser plays the playlist itself.
function needsNothing(video) {
  return !hasMediaSource() && video.canPlayType("application/vnd.apple.mpegurl") !== "";
}

// A line that turns out to be slow: the film has begun, and stops although nobody looks for another place in it.
function whenItStalls(video, act) {
  let begun = false;
  const watch = ({ type }) => {
    if (type === "playing") begun = true;
    if (type !== "waiting" || !begun || video.seeking) return;
    for (const name of ["playing", "waiting"]) video.removeEventListener(name, watch);
    act();
  };
  for (const name of ["playing", "waiting"]) video.addEventListener(name, watch);
}

// While a place in the film is looked for and its frame is on its way, the small picture of that place stands above the bar.
async function loadStills(address) {
  const answer = await fetch(address);
  if (!answer.ok) return [];
  const cues = (await answer.text()).matchAll(/([\d:.]+) --> .*\n(.+)#xywh=(\d+),(\d+),(\d+),(\d+)/g);
  const sheets = new Map();
  const stills = [];
  for (const [, clock, file, ...area] of cues) {
    if (!sheets.has(file)) {
      const sheet = new Image();
      sheet.src = new URL(file, answer.url);
      await sheet.decode();
      sheets.set(file, sheet);
    }
    const from = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    stills.push({ from, sheet: sheets.get(file), area: area.map(Number) });
  }
  return stills;
}

function scrub(video) {
  const still = document.createElement("canvas");
  still.className = "still";
  still.hidden = true;
  still.setAttribute("aria-hidden", "true");
  video.after(still);
  let stills;
  video.addEventListener("seeking", async () => {
    stills ??= loadStills(video.dataset.scrub).catch(() => []);
    const found = (await stills).findLast(({ from }) => from <= video.currentTime);
    if (!found || !video.seeking) return;
    const { sheet, area: [x, y, width, height] } = found;
    Object.assign(still, { width, height });
    still.getContext("2d").drawImage(sheet, x, y, width, height, 0, 0, width, height);
    still.hidden = false;
    const half = still.offsetWidth / 2;
    const at = 100 * video.currentTime / video.duration;
    still.style.left = `clamp(${half}px, ${at}%, 100% - ${half}px)`;
    still.style.top = `${video.offsetHeight}px`;
  });
  video.addEventListener("seeked", () => { still.hidden = true; });
}

for (const video of document.querySelectorAll("video[data-scrub]")) scrub(video);
for (const video of document.querySelectorAll("video[data-hls]")) {
  if ("growing" in video.dataset || "adaptive" in video.dataset || isSlow(navigator.connection) || needsNothing(video)) {
    video.addEventListener("play", () => start(video), { once: true });
  } else {
    whenItStalls(video, () => start(video));
  }
}
