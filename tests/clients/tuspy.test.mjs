// tuspy, the Python client of tus, against the real program.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lossyNetwork } from './lib/lossy.mjs';
import { python } from './lib/python.mjs';
import { open, photo } from './lib/site.mjs';

const MIB = 1024 * 1024;
let site, folder, interpreter;

before(async () => {
  interpreter = await python();
  [site, folder] = await Promise.all([open(), mkdtemp(path.join(os.tmpdir(), 'dizza-clients-'))]);
});
after(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `lib/send.py` to its end with a new file of this length, or with the one that is there. */
async function send(draft, bytes, options = {}) {
  const file = path.join(folder, `${draft.code}.bin`);
  await writeFile(file, bytes);
  const job = { file, endpoint: site.endpoint, cookie: draft.cookie, code: draft.code, ...options };
  const script = fileURLToPath(new URL('lib/send.py', import.meta.url));
  const child = spawn(interpreter, [script, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, error] = ['', ''];
  child.stdout.on('data', (more) => (text += more));
  child.stderr.on('data', (more) => (error += more));
  const [code, signal] = await once(child, 'close');
  return { code, signal, error, told: text.split('\n').filter(Boolean).map((line) => JSON.parse(line)) };
}

async function sendWell(draft, bytes, options) {
  const { code, error, told } = await send(draft, bytes, options);
  assert.equal(code, 0, error);
  const { done } = told.at(-1);
  assert.equal(await draft.holds(bytes), done);
  return told;
}

test('a whole file in one piece', async () => {
  const told = await sendWell(await site.draft(), photo(3 * MIB + 17));
  assert.equal(told.length, 3);
});

test('a file in many pieces', async () => {
  const told = await sendWell(await site.draft(), photo(2 * MIB + 5), { chunk: 256 * 1024 });
  assert.equal(told.filter((line) => line.acknowledged).length, 9);
});

test('every piece with its checksum', async () => {
  await sendWell(await site.draft(), photo(MIB + 5), { chunk: 300_000, checksum: true });
});

test('a piece that arrives changed is refused, and sent again', async () => {
  const [draft, file] = [await site.draft(), photo(900_000)];
  let left = 1;
  const network = await lossyNetwork(site.origin, () => false, {
    change: (request, bytes) => {
      if (request.method === 'PATCH' && left-- > 0) bytes[10] ^= 1;
    },
  });
  try {
    await sendWell(draft, file, { endpoint: network.endpoint, chunk: 300_000, checksum: true, retries: 2 });
    const patches = network.seen.filter((exchange) => exchange.method === 'PATCH').map((exchange) => exchange.status);
    assert.deepEqual(patches, [460, 204, 204, 204]);
  } finally {
    await network.stop();
  }
});

test('client and server are killed at 37 %: at most one piece is sent again', async () => {
  const [draft, bytes, chunk] = [await site.draft(), photo(12 * MIB), 2 * MIB];
  const job = { chunk, memory: path.join(folder, 'urls.json') };
  const first = await send(draft, bytes, { ...job, die: { share: 0.37, server: site.server.child.pid } });
  assert.equal(first.signal, 'SIGKILL', first.error);
  await site.server.ended;
  const { acknowledged } = first.told.at(-1);
  assert.ok(acknowledged >= 0.37 * bytes.length && acknowledged < 0.6 * bytes.length);
  await site.restart();
  const [{ begin }] = await sendWell(draft, bytes, job);
  assert.ok(begin >= acknowledged && acknowledged + chunk >= begin, `acknowledged ${acknowledged}, goes on at ${begin}`);
});

test('lost answers make one file with one id', async () => {
  const [draft, file] = [await site.draft(), photo(700_000)];
  let left = 5;
  const whole = (answer) => answer.headers['upload-offset'] === `${file.length}`;
  const network = await lossyNetwork(site.origin, (_, answer) => whole(answer) && left-- > 0);
  try {
    const job = { endpoint: network.endpoint, chunk: 300_000, memory: path.join(folder, 'lost.json') };
    // tuspy gives up when asking fails, so it is started again, as a person would.
    for (let turn = 0; turn < 5; turn += 1) {
      const failed = await send(draft, file, job);
      assert.equal(failed.code, 1, 'the answer is lost');
    }
    const last = await send(draft, file, job);
    assert.equal(last.told[0].begin, file.length);
    const finished = network.seen.filter((exchange) => exchange.asset);
    assert.equal(finished.length, 6);
    assert.equal(new Set(finished.map((exchange) => exchange.asset)).size, 1);
    assert.ok(finished.every((exchange) => exchange.status < 300));
    assert.equal(await draft.holds(file), finished[0].asset);
  } finally {
    await network.stop();
  }
});
