// A running program with a class, and pupils who each have a draft of their own. All of it through pages, as anybody does it.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { start } from '../../browser/lib/server.mjs';

const TEACHER = 'larare@example.org';

/** Starts the program, with more of its environment if need be, and opens a class in it. */
export async function open(env = {}) {
  const server = await start({ env });
  const site = new Site(server);
  await server.grant(TEACHER, 'teacher');
  const teacher = site.visitor();
  await teacher.post(await server.signInLink(TEACHER), {});
  const room = await teacher.post('/sv/classes', { school: 'Björkskolan', name: '8B', grade: '8', municipality: '1280' });
  const page = await teacher.get(room);
  site.joinCode = page.match(/class="joincode[^"]*"[^>]*>\s*([^<]+?)\s*</)[1];
  return site;
}

class Site {
  constructor(server) {
    Object.assign(this, { server, origin: server.origin, endpoint: `${server.origin}/uploads`, pupils: 0 });
  }

  visitor() {
    return new Visitor(this.origin);
  }

  /** A new pupil with a new draft: the cookie and the draft's code are what a client needs. */
  async draft() {
    const pupil = this.visitor();
    this.pupils += 1;
    await pupil.post('/sv/join', { code: this.joinCode, nickname: `Elev ${this.pupils}` });
    const step = await pupil.post('/sv/upload', {});
    const code = step.match(/^\/sv\/upload\/([^/]+)\//)[1];
    return new Draft(this, pupil, code);
  }

  /** As the kernel ends it when memory runs out: no signal handler, no goodbye. */
  async kill() {
    this.server.child.kill('SIGKILL');
    await this.server.ended;
  }

  restart() {
    return this.server.serve(false);
  }

  stop() {
    return this.server.stop();
  }

  /** SHA-256 of every original in the store. */
  async originals() {
    const folder = path.join(this.server.folder, 'var', 'objects', 'objects', 'o');
    const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = names.filter((entry) => entry.isFile());
    return Promise.all(files.map(async (entry) => sha256(await readFile(path.join(entry.parentPath ?? entry.path, entry.name)))));
  }

  /** Bytes that wait in the staging folder. */
  async staged() {
    return (await readdir(path.join(this.server.folder, 'var', 'staging'))).filter((name) => !name.endsWith('.mark')).length;
  }
}

class Visitor {
  constructor(origin) {
    Object.assign(this, { origin, cookie: '' });
  }

  /** Sends a form; gives where it leads. */
  async post(to, fields) {
    const answer = await fetch(this.origin + to, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: this.cookie, origin: this.origin },
      body: new URLSearchParams(fields),
    });
    assert.equal(answer.status, 303, `${to}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    for (const line of answer.headers.getSetCookie()) this.cookie = line.split(';')[0];
    return answer.headers.get('location');
  }

  async get(from) {
    const answer = await fetch(this.origin + from, { headers: { cookie: this.cookie } });
    assert.equal(answer.status, 200, from);
    return answer.text();
  }
}

class Draft {
  constructor(site, pupil, code) {
    Object.assign(this, { site, pupil, code, cookie: pupil.cookie });
  }

  get metadata() {
    return { contribution: this.code, filename: 'bild.jpg' };
  }

  /** Ids of the files that the page of the draft lists. */
  async rows() {
    const page = await this.pupil.get(`/sv/upload/${this.code}/files`);
    return [...page.matchAll(/<li data-row="([^"]+)"/g)].map((row) => row[1]);
  }

  /** The draft has one file, and the store holds exactly these bytes, once. */
  async holds(bytes) {
    const rows = await this.rows();
    assert.equal(rows.length, 1, 'one file in the draft');
    const same = (await this.site.originals()).filter((hash) => hash === sha256(bytes));
    assert.equal(same.length, 1, 'the stored original is what was sent, once');
    return rows[0];
  }
}

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Begins as a photo does and goes on as noise: no two are alike. */
export function photo(length) {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), randomBytes(length - 6)]);
}
