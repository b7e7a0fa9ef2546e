// Adaptive film: at the first press on play the player is fetched and takes over from the progressive file.
// Safari plays the playlist itself. Without the player's file the progressive film just plays.
function start(video) {
  const { hls, player } = video.dataset;
  const at = video.currentTime;
  const go = () => { if (at) video.currentTime = at; video.play().catch(() => {}); };
  if (!player || !("MediaSource" in window || "ManagedMediaSource" in window)) {
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

for (const video of document.querySelectorAll("video[data-hls]")) {
  video.addEventListener("play", () => start(video), { once: true });
}
