// tus-js-client, which most web pages use, against the real program.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as tus from 'tus-js-client';
import { lossyNetwork } from './lib/lossy.mjs';
import { open, photo } from './lib/site.mjs';

const MIB = 1024 * 1024;
let site, folder;

before(async () => {
  [site, folder] = await Promise.all([open(), mkdtemp(path.join(os.tmpdir(), 'dizza-clients-'))]);
});
after(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Sends `source`; gives the last answer's headers, the requests that were made, and the upload's address. */
function send(draft, source, options = {}) {
  const requests = [];
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(source, {
      endpoint: site.endpoint,
      headers: { cookie: draft.cookie },
      metadata: draft.metadata,
      retryDelays: null,
      onAfterResponse: (request, answer) => {
        requests.push([request.getMethod(), answer.getStatus()]);
      },
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve({ asset: lastResponse.getHeader('dizza-asset'), requests, url: upload.url }),
      ...options,
    });
    upload.start();
  });
}

test('a whole file in one piece', async () => {
  const [draft, file] = [await site.draft(), photo(3 * MIB + 17)];
  const { asset, requests } = await send(draft, file);
  assert.deepEqual(requests, [['POST', 201], ['PATCH', 204]]);
  assert.equal(await draft.holds(file), asset);
});

test('a file in many pieces', async () => {
  const [draft, file] = [await site.draft(), photo(2 * MIB + 5)];
  const { asset, requests } = await send(draft, file, { chunkSize: 256 * 1024 });
  assert.equal(requests.length, 1 + 9);
  assert.equal(await draft.holds(file), asset);
  assert.equal(await site.staged(), 0, 'nothing is left in the staging folder');
});

test('the first bytes come with the creation', async () => {
  const [draft, file] = [await site.draft(), photo(MIB)];
  const pieces = await send(draft, file, { uploadDataDuringCreation: true, chunkSize: 400_000 });
  assert.deepEqual(pieces.requests, [['POST', 201], ['PATCH', 204], ['PATCH', 204]]);
  await draft.holds(file);
  const [other, small] = [await site.draft(), photo(9_000)];
  const whole = await send(other, small, { uploadDataDuringCreation: true });
  assert.deepEqual(whole.requests, [['POST', 201]]);
  await other.holds(small);
});

test('a length that is known at the end only', async () => {
  for (const uploadDataDuringCreation of [false, true]) {
    const [draft, file] = [await site.draft(), photo(MIB + 333)];
    await send(draft, Readable.from([file]), { uploadLengthDeferred: true, chunkSize: 300_000, uploadDataDuringCreation });
    await draft.holds(file);
  }
});

test('through a proxy that knows only GET and POST', async () => {
  const [draft, file] = [await site.draft(), photo(100_000)];
  const { requests } = await send(draft, file, { overridePatchMethod: true, chunkSize: 60_000 });
  assert.deepEqual(requests, [['POST', 201], ['POST', 204], ['POST', 204]]);
  await draft.holds(file);
});

test('an upload that its sender ends is gone', async () => {
  const [draft, file] = [await site.draft(), photo(MIB)];
  let upload;
  const half = new Promise((resolve, reject) => {
    upload = new tus.Upload(file, {
      endpoint: site.endpoint,
      headers: { cookie: draft.cookie },
      metadata: draft.metadata,
      chunkSize: 300_000,
      onChunkComplete: (_, acknowledged) => acknowledged >= 600_000 && resolve(),
      onError: reject,
    });
    upload.start();
  });
  await half;
  const { url } = upload;
  await upload.abort(true);
  assert.deepEqual(await draft.rows(), []);
  assert.equal(await site.staged(), 0);
  await assert.rejects(tus.Upload.terminate(url, { headers: { cookie: draft.cookie }, retryDelays: null }), /404/);
});

test('client and server are killed at 37 %: at most one piece is sent again', async () => {
  const draft = await site.draft();
  const [file, memory] = ['film.bin', 'urls.json'].map((name) => path.join(folder, name));
  const [bytes, chunk] = [photo(12 * MIB), 2 * MIB];
  await writeFile(file, bytes);
  const job = { file, memory, chunk, endpoint: site.endpoint, cookie: draft.cookie, code: draft.code };
  const first = await run({ ...job, die: { share: 0.37, server: site.server.child.pid } });
  assert.equal(first.signal, 'SIGKILL');
  await site.server.ended;
  assert.equal(site.server.child.signalCode, 'SIGKILL');
  const acknowledged = Math.max(...first.told.map((line) => line.acknowledged ?? 0));
  const sent = Math.max(...first.told.map((line) => line.sent ?? 0));
  assert.ok(acknowledged > 0 && sent >= 0.37 * bytes.length && sent < 0.6 * bytes.length, `${acknowledged}, ${sent}`);
  await site.restart();
  const second = await run(job);
  assert.equal(second.code, 0, JSON.stringify(second.told));
  const from = second.told.find((line) => line.piece !== undefined).piece;
  assert.ok(from >= acknowledged, `what was acknowledged (${acknowledged}) is there (${from})`);
  assert.ok(sent - from <= chunk, `${sent - from} bytes are sent again`);
  assert.ok(second.told.some((line) => line.done));
  await draft.holds(bytes);
});

/** Runs `lib/send.mjs` to its end. */
async function run(job) {
  const script = fileURLToPath(new URL('lib/send.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  const [code, signal] = await once(child, 'close');
  return { code, signal, told: text.split('\n').filter(Boolean).map((line) => JSON.parse(line)) };
}

test('a newer request ends the older half-open one', async () => {
  const [draft, file] = [await site.draft(), photo(2 * MIB)];
  const url = await begun(draft, file.length);
  // A phone that has lost its network without knowing: the request stays open, but nothing more comes.
  const older = http.request(url, {
    method: 'PATCH',
    headers: {
      cookie: draft.cookie,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': file.length,
      // Answered when the server asks for the first byte. A request still on its way would be the newer one instead.
      expect: '100-continue',
    },
  });
  const ended = new Promise((resolve) => {
    older.on('response', (answer) => resolve(answer.resume().statusCode));
    older.on('error', (error) => resolve(error.code));
  });
  older.flushHeaders();
  await once(older, 'continue');
  older.write(file.subarray(0, MIB));
  const newer = await send(draft, file, { uploadUrl: url, chunkSize: 512 * 1024 });
  const answer = await ended;
  assert.ok(answer === 423 || answer === 'ECONNRESET', `the older one was ended: ${answer}`);
  assert.equal(newer.requests[0][0], 'HEAD');
  assert.ok(newer.requests.every(([, status]) => status < 300), JSON.stringify(newer.requests));
  assert.equal(await draft.holds(file), newer.asset);
});

test('two clients at once for one upload make one file', async () => {
  const [draft, file] = [await site.draft(), photo(4 * MIB)];
  const url = await begun(draft, file.length);
  // Each takes the upload away from the other; who was overtaken asks for the offset and goes on.
  const retryDelays = Array(60).fill(50);
  const both = await Promise.all(
    [1, 2].map(() => send(draft, file, { uploadUrl: url, chunkSize: 256 * 1024, retryDelays })),
  );
  const asset = await draft.holds(file);
  for (const one of both) assert.equal(one.asset, asset);
});

/** An upload of `length` bytes of which none has come; gives its address. */
async function begun(draft, length, at = site) {
  const metadata = Object.entries(draft.metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
  const answer = await fetch(at.endpoint, {
    method: 'POST',
    headers: { cookie: draft.cookie, 'tus-resumable': '1.0.0', 'upload-length': `${length}`, 'upload-metadata': metadata.join() },
  });
  assert.equal(answer.status, 201);
  return new URL(answer.headers.get('location'), at.origin).href;
}

test('five lost answers at the end make one file with one id', async () => {
  const [draft, file] = [await site.draft(), photo(700_000)];
  let left = 5;
  // What the sender of the last byte is told, and what it is told when it asks again, is lost five times.
  const network = await lossyNetwork(site.origin, (request, answer) => answer.headers['upload-offset'] === `${file.length}` && left-- > 0);
  try {
    const { asset } = await send(draft, file, { endpoint: network.endpoint, retryDelays: Array(8).fill(10), chunkSize: 300_000 });
    const finished = network.seen.filter((exchange) => exchange.asset);
    assert.equal(finished.filter((exchange) => exchange.lost).length, 5);
    assert.equal(finished.length, 6);
    assert.ok(finished.every((exchange) => exchange.asset === asset && exchange.status < 300), JSON.stringify(finished));
    assert.equal(await draft.holds(file), asset);
  } finally {
    await network.stop();
  }
});

test('a creation whose answer is lost leaves one file, and the half-made one is not in the way', async () => {
  const [draft, file] = [await site.draft(), photo(50_000)];
  let left = 1;
  const network = await lossyNetwork(site.origin, (request) => request.method === 'POST' && left-- > 0);
  try {
    await send(draft, file, { endpoint: network.endpoint, retryDelays: [10, 10] });
    const whole = (await draft.rows()).filter((row) => row.includes('-'));
    assert.equal(whole.length, 1, 'one asset; the other is an upload that nobody goes on with');
  } finally {
    await network.stop();
  }
});

test('a full disk pauses the upload; what was acknowledged stays, and it goes on when there is room', async () => {
  const small = await open({ DIZZA_UPLOAD__STAGING_MEGABYTES: '8' });
  try {
    const [draft, file] = [await small.draft(), photo(6_000_000)];
    const url = await begun(draft, file.length, small);
    const [other, large] = [await small.draft(), photo(7_000_000)];
    const hog = await begun(other, large.length, small);
    await half(other, large, hog, 5_000_000);
    const accepted = [0];
    const piece = { uploadUrl: url, chunkSize: 500_000, onChunkComplete: (_, acknowledged) => accepted.push(acknowledged) };
    const full = await send(draft, file, piece).then(() => assert.fail('it does not fit'), (error) => error.originalResponse);
    assert.equal(full.getStatus(), 507);
    assert.equal(full.getHeader('retry-after'), '60');
    const safe = accepted.at(-1);
    assert.ok(safe >= 2_000_000 && safe <= 3_000_000, `${safe} bytes fitted`);
    // Not even a crash takes away what was acknowledged.
    await small.kill();
    await small.restart();
    await tus.Upload.terminate(hog, { headers: { cookie: other.cookie } });
    const offsets = [];
    const onBeforeRequest = (request) => offsets.push(request.getHeader('Upload-Offset'));
    await send(draft, file, { uploadUrl: url, onBeforeRequest });
    assert.equal(Number(offsets[1]), safe, 'it goes on where it was');
    await draft.holds(file);
  } finally {
    await small.stop();
  }
});

/** Sends the first `bytes` bytes of `file` and lets go. */
async function half(draft, file, url, bytes) {
  const answer = await fetch(url, {
    method: 'PATCH',
    headers: { cookie: draft.cookie, 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: file.subarray(0, bytes),
  });
  assert.equal(answer.status, 204);
}
