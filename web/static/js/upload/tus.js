// One file on its way by tus 1.0: pieces of 8 MiB, and after every break the server is asked how much it has.

const PIECE = 8 * 1024 * 1024;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** A request with progress: fetch cannot tell how much of a body has left. */
function send(method, url, headers, body, track) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve(request);
    request.onerror = request.onabort = () => reject(new Error("network"));
    if (track) {
      track.abort = () => request.abort();
      request.upload.onprogress = (event) => track.moved(event.loaded);
    }
    request.send(body);
  });
}

export class Upload {
  /** `url`: of an upload that was begun before; null for a new one. `tell(event, detail)` hears what happens. */
  constructor(file, { endpoint, code, url, tell }) {
    Object.assign(this, { file, endpoint, code, url, tell });
    this.offset = 0;
    this.tries = 0;
    this.held = false; // the person pressed "pause"
    this.ended = false;
  }

  get percent() {
    return this.file.size ? Math.floor((this.offset * 100) / this.file.size) : 0;
  }

  async run() {
    this.tell("started");
    while (!this.ended) {
      try {
        if (this.held) await this.released();
        if (this.ended) return;
        if (!this.url) await this.create();
        else await this.ask();
        while (this.offset < this.file.size && !this.held) await this.piece();
        if (this.offset >= this.file.size) return this.finish("saved");
      } catch (error) {
        if (this.ended) return;
        if (error.code) return this.finish("refused", error.code);
        await this.rest(error);
      }
    }
  }

  pause() {
    this.held = true;
    this.track?.abort?.();
    this.tell("paused", "held");
  }

  resume() {
    this.held = false;
    this.release?.();
  }

  finish(event, detail) {
    this.ended = true;
    this.tell(event, detail);
  }

  released() {
    return new Promise((resolve) => { this.release = resolve; });
  }

  /** Waits until the network may be back, or the server has room. Not an error: what was sent is kept. */
  async rest(error) {
    if (this.held) return;
    this.tell("paused", error.full ? "full" : "network");
    const wait = error.wait ?? WAITS[Math.min(this.tries++, WAITS.length - 1)];
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, wait * 1000);
      addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
    this.tell("resumed");
  }

  async create() {
    const metadata = `contribution ${base64(this.code)},filename ${base64(this.file.name)}`;
    const answer = await send("POST", this.endpoint, { "Upload-Length": this.file.size, "Upload-Metadata": metadata });
    this.judge(answer, 201);
    this.url = answer.getResponseHeader("Location");
    this.offset = 0;
  }

  async ask() {
    const answer = await send("HEAD", this.url, {});
    if ([404, 410].includes(answer.status)) {
      this.url = null; // it expired or was refused: begin anew
      return this.create();
    }
    this.judge(answer, 200);
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.tell("moved");
  }

  async piece() {
    const start = this.offset;
    const body = this.file.slice(start, start + PIECE);
    this.track = { moved: (loaded) => { this.offset = start + loaded; this.tell("moved"); } };
    const headers = { "Upload-Offset": start, "Content-Type": "application/offset+octet-stream" };
    let answer;
    try {
      answer = await send("PATCH", this.url, headers, body, this.track);
    } finally {
      this.offset = start;
    }
    this.judge(answer, 204);
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.tries = 0;
    this.tell("moved");
  }

  /** Throws with `code` what will not pass by itself; everything else is a pause. */
  judge(answer, wanted) {
    if (answer.status === wanted) return;
    let problem = {};
    try { problem = JSON.parse(answer.responseText); } catch { /* HEAD has no body */ }
    const code = (problem.type ?? "").split("/").pop() || "other";
    const passing = [408, 409, 423, 425, 502, 503, 504, 507].includes(answer.status) || code === "too-many-uploads";
    const final = ["submissions-closed", "contribution-not-editable"].includes(code) || !passing;
    const error = new Error(code);
    if (final) error.code = code;
    error.full = answer.status === 507;
    const after = Number(answer.getResponseHeader("Retry-After"));
    if (after) error.wait = Math.min(after, 60);
    throw error;
  }
}
