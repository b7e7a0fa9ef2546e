// One file on its way by tus 1.0: pieces of 8 MiB, and after every break the server is asked how much it has.

const PIECE = 8 * 1024 * 1024;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries
const SILENT = 30_000; // without a byte for so long, a request is given up and begun anew
const FINISHING = 300_000; // a large file is looked at and stored before its last answer comes

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** A request with progress: fetch cannot tell how much of a body has left. */
function send(method, url, headers, body, track = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const within = (time) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), time);
    };
    request.open(method, url);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve(request);
    request.onerror = request.onabort = () => reject(new Error("network"));
    request.onloadend = () => clearTimeout(timer);
    request.upload.onprogress = (event) => {
      within(SILENT);
      track.moved?.(event.loaded);
    };
    request.upload.onload = () => within(FINISHING);
    track.abort = () => request.abort();
    within(SILENT);
    request.send(body);
  });
}

export class Upload {
  /** `url`: of an upload that was begun before; null for a new one. `tell(event, detail)` hears what happens. */
  constructor(file, { endpoint, code, url, tell }) {
    Object.assign(this, { file, endpoint, code, url, tell });
    this.offset = 0; // safe on the server
    this.sent = 0; // with what is under way
    this.tries = 0;
    this.held = false; // the person pressed "pause"
    this.paused = false; // nothing moves, for whatever reason
    this.ended = false;
  }

  get percent() {
    return this.file.size ? Math.floor((this.sent * 100) / this.file.size) : 0;
  }

  async run() {
    this.tell("started");
    while (!this.ended) {
      try {
        if (this.held) await this.woken();
        if (this.ended) return;
        await (this.url ? this.ask() : this.create());
        while (this.offset < this.file.size && !this.held && !this.ended) await this.piece();
        if (this.offset >= this.file.size && !this.ended) this.finish("saved");
      } catch (error) {
        if (this.ended) return;
        if (error.code) return this.finish("refused", error);
        if (!this.held) await this.rest(error);
      }
    }
  }

  /** Runs to its end. A server that does not hear of a cancelled upload forgets it after a day. */
  async whole() {
    await this.run();
    if (this.cancelled && this.url) await send("DELETE", this.url, {}).catch(() => {});
  }

  pause() {
    this.held = true;
    this.track?.abort?.();
    this.stop("held");
  }

  resume() {
    this.held = false;
    this.wake?.();
  }

  /** The person does not want it any more. */
  cancel() {
    this.cancelled = this.ended = true;
    this.track?.abort?.();
    this.wake?.();
  }

  finish(event, detail) {
    this.ended = true;
    this.tell(event, detail);
  }

  /** Said once, however often it is tried again. */
  stop(why) {
    if (this.paused === why) return;
    this.paused = why;
    this.tell("paused", why);
  }

  /** Bytes move again. */
  moving(sent) {
    this.sent = sent;
    if (this.held) return;
    if (this.paused) {
      this.paused = false;
      this.tell("resumed");
    }
    this.tell("moved");
  }

  /** Until somebody presses something or the network is back; `seconds` at most. */
  woken(seconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        this.wake = null;
        resolve();
      };
      const timer = seconds ? setTimeout(done, seconds * 1000) : 0;
      if (seconds) addEventListener("online", done);
      this.wake = done;
    });
  }

  /** Waits until the network may be back, or the server has room. Not an error: what was sent is kept. */
  rest(error) {
    this.stop(error.full ? "full" : "offline");
    return this.woken(error.wait ?? WAITS[Math.min(this.tries++, WAITS.length - 1)]);
  }

  async create() {
    const metadata = `contribution ${base64(this.code)},filename ${base64(this.file.name)}`;
    const answer = await send("POST", this.endpoint, { "Upload-Length": this.file.size, "Upload-Metadata": metadata });
    this.judge(answer, 201);
    this.url = answer.getResponseHeader("Location");
    this.offset = 0;
    this.moving(0);
  }

  async ask() {
    const answer = await send("HEAD", this.url, {});
    if ([404, 410].includes(answer.status)) {
      this.url = null; // it ran out: begin anew
      return this.create();
    }
    this.judge(answer, 200);
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.moving(this.offset);
  }

  async piece() {
    const start = this.offset;
    const body = this.file.slice(start, start + PIECE);
    const headers = { "Upload-Offset": start, "Content-Type": "application/offset+octet-stream" };
    this.track = { moved: (loaded) => this.moving(start + loaded) };
    const answer = await send("PATCH", this.url, headers, body, this.track);
    this.judge(answer, 204);
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.tries = 0;
    this.moving(this.offset);
  }

  /** Throws with `code` what will not pass by itself; everything else is a pause. */
  judge(answer, wanted) {
    if (answer.status === wanted) return;
    let problem = {};
    try { problem = JSON.parse(answer.responseText); } catch { /* HEAD has no body */ }
    const code = (problem.type ?? "").split("/").pop() || "other";
    const passing = [408, 409, 423, 425, 500, 502, 503, 504, 507].includes(answer.status) || code === "too-many-uploads";
    const error = new Error(code);
    if (!passing || ["submissions-closed", "contribution-not-editable"].includes(code)) {
      Object.assign(error, { code, params: problem.params ?? {} });
    }
    error.full = answer.status === 507;
    const after = Number(answer.getResponseHeader("Retry-After"));
    if (after) error.wait = Math.min(after, 60);
    throw error;
  }
}
