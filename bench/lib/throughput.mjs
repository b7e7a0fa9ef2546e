// Sends photos, then films, to the release binary, as pupils do (tus, two at a time each), and waits until all are ready.
// node throughput.mjs FOLDER PROCESSORS

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { open } from '../../tests/clients/lib/site.mjs';

const [folder, processors] = process.argv.slice(2);
// The kernel counts processor time in hundredths of a second (`getconf CLK_TCK` on Linux).
const TICKS = 100;
const rounds = [
  { name: 'photos', files: /^photo-.*jpg$/, pupils: 5, each: 12 },
  { name: 'films', files: /^film-.*mp4$/, pupils: 4, each: 3 },
];

/** Processor seconds of the server, and of the children that it has waited for. */
async function used(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ').map(Number);
  // The 14th to 17th of proc(5), two of which were cut off.
  const [user, system, childUser, childSystem] = fields.slice(11, 15);
  return { own: (user + system) / TICKS, children: (childUser + childSystem) / TICKS };
}

async function send(draft, bytes, name) {
  const metadata = { contribution: draft.code, filename: name };
  const answer = await fetch(draft.site.endpoint, {
    method: 'POST',
    body: bytes,
    headers: {
      cookie: draft.cookie,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(','),
      'content-type': 'application/offset+octet-stream',
    },
  });
  if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
}

/** Sends `count` files, two at a time. */
async function sendAll(draft, files, count) {
  let next = 0;
  const hand = async () => {
    while (next < count) {
      const file = files[next++ % files.length];
      await send(draft, file.bytes, file.name);
    }
  };
  await Promise.all([hand(), hand()]);
}

async function states(drafts) {
  const pages = await Promise.all(drafts.map((draft) => draft.pupil.get(`/sv/upload/${draft.code}/files`)));
  return pages.flatMap((page) => [...page.matchAll(/<li data-row="[^>]* data-state="([^"]+)"/g)].map((row) => row[1]));
}

async function ready(drafts, count) {
  for (;;) {
    const found = await states(drafts);
    const bad = found.filter((state) => state === 'failed' || state === 'refused');
    if (bad.length) throw new Error(`${bad.length} of ${found.length} failed`);
    if (found.filter((state) => state === 'ready').length === count) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const goals = [];
for (const { name, files, pupils, each } of rounds) {
  const site = await open({ DIZZA_WORKER__MEDIA_JOBS: '2' });
  const names = (await readdir(folder)).filter((file) => files.test(file)).sort();
  const bodies = await Promise.all(names.map(async (file) => ({ name: file, bytes: await readFile(path.join(folder, file)) })));
  const drafts = [];
  for (let n = 0; n < pupils; n += 1) drafts.push(await site.draft());
  const [before, begin] = [await used(site.server.child.pid), performance.now()];
  await Promise.all(drafts.map((draft) => sendAll(draft, bodies, each)));
  const sent = (performance.now() - begin) / 1000;
  await ready(drafts, pupils * each);
  const seconds = (performance.now() - begin) / 1000;
  const after = await used(site.server.child.pid);
  const [own, children] = [after.own - before.own, after.children - before.children];
  const count = pupils * each;
  const share = (own + children) / (seconds * processors);
  console.log(`${name}: ${count} in ${seconds.toFixed(1)} s = ${((count / seconds) * 60).toFixed(0)} a minute; all were sent after ${sent.toFixed(1)} s`);
  console.log(`  processor seconds each: server ${(own / count).toFixed(3)}, decoders and encoders ${(children / count).toFixed(2)}; ${(share * 100).toFixed(0)} % of all processors`);
  goals.push(`ratio throughput-${name}-idle ${(1 - share).toFixed(2)} goal <= 0.15`);
  await site.stop();
}
for (const goal of goals) console.log(goal);
