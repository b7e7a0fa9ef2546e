// The real program, started on a free port with a folder of its own, and its errands on the command line.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const DAY = 24 * 3600 * 1000;

/** The built program: DIZZA_BIN, else what `cargo build --package server` left. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const file = process.env.DIZZA_BIN ?? path.join(target, 'debug', 'dizza');
  if (!existsSync(file)) throw new Error(`${file} is missing: cargo build --package server`);
  return file;
}

/** Asks `probe` until it gives something, at most `seconds`. For what another process does. */
export async function until(what, probe, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A page of another site, on another port: `body` is its HTML. */
export async function otherSite(port, body) {
  const server = http.createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end(`<!doctype html><html lang="en"><title>Another site</title>${body}`);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://localhost:${port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function edition(now, sites) {
  const at = (days) => `"${new Date(now + days * DAY).toISOString()}"`;
  const categories = [['film', 'Film', 'Film'], ['image', 'Bild', 'Picture'], ['poem', 'Dikt', 'Poem']];
  return `slug = "tests"
name = { sv = "Dizza prov", en = "Dizza trial" }
theme = { sv = "Ni säger snus. Vi säger ifrån.", en = "They say snus. We say no." }
time_zone = "Europe/Stockholm"
votes_per_voter = 3
one_per_class = false
singles_allowed = true
publish_delay_seconds = 0
[phases]
submissions = { from = ${at(-3)}, until = ${at(12)} }
voting = { from = ${at(-1)}, until = ${at(20)} }
${categories.map(([slug, sv, en]) => `[[categories]]\nslug = "${slug}"\nname = { sv = "${sv}", en = "${en}" }`).join('\n')}
[[partners]]
slug = "another-site"
name = "Another site"
sites = ${JSON.stringify(sites)}
`;
}

/**
 * Starts the server. `sites` may frame its galleries; `demo` shows the mailbox and loads the demo edition; `env` holds further settings,
 * or makes them from the port.
 * @returns {Promise<Server>}
 */
export async function start({ sites = [], demo = false, env = {} } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dizza-browser-'));
  const port = await freePort();
  const server = new Server(folder, `http://127.0.0.1:${port}`, {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DIZZA_LISTEN: `127.0.0.1:${port}`,
    DIZZA_SERVER__VAR: path.join(folder, 'var'),
    DIZZA_UPLOAD__MAX_DISK_PERCENT: '100', // how full this machine is, is not what is tested
    ...(typeof env === 'function' ? env(port) : env),
  });
  if (!demo) {
    const file = path.join(folder, 'edition.toml');
    await writeFile(file, edition(Date.now(), sites));
    await server.dizza('admin', 'edition', file);
  }
  await server.serve(demo);
  return server;
}

class Server {
  constructor(folder, origin, env) {
    Object.assign(this, { folder, origin, env, said: '' });
  }

  /** An errand; gives what it prints. */
  async dizza(...words) {
    const { stdout } = await run(binary(), words, { env: this.env });
    return stdout.trim();
  }

  async serve(demo) {
    this.child = spawn(binary(), ['serve', ...(demo ? ['--demo'] : [])], { env: this.env });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (text) => (this.said += text));
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    await until('the server is ready', async () => {
      if (this.child.exitCode !== null) throw new Error(`the server ended: ${this.said}`);
      return fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false);
    });
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  grant(email, role) {
    return this.dizza('admin', 'grant', email, role);
  }

  /** The address of a page that signs `email` in, in the language. */
  async signInLink(email, lang = 'sv') {
    const link = new URL(await this.dizza('admin', 'sign-in-link', email));
    return link.pathname.replace(/^\/\w\w\//, `/${lang}/`);
  }

  /** The newest mail to `email`, as text, once there is one. */
  mail(email, seconds = 30) {
    const folder = path.join(this.folder, 'var', 'mail');
    return until(`mail to ${email}`, async () => {
      const files = (await readdir(folder).catch(() => [])).filter((name) => /^[^.].*\.eml$/.test(name)).sort().reverse();
      for (const name of files) {
        const text = await readFile(path.join(folder, name), 'utf8');
        if (text.includes(email)) return readable(text);
      }
      return null;
    }, seconds);
  }
}

/** The text of a mail: undoes quoted-printable and base64 parts as far as links and digits need it. */
function readable(mail) {
  const parts = mail.split(/\r?\n\r?\n/);
  return parts
    .map((part, index) => {
      const head = parts[index - 1] ?? '';
      if (/transfer-encoding: *base64/i.test(head)) return Buffer.from(part, 'base64').toString('utf8');
      if (/transfer-encoding: *quoted-printable/i.test(mail)) {
        const bytes = part.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
        return Buffer.from(bytes, 'latin1').toString('utf8');
      }
      return part;
    })
    .join('\n\n');
}
