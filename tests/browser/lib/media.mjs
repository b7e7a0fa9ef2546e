// Films and songs made here, by ffmpeg: nothing of them is kept.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { png } from './png.mjs';

const run = promisify(execFile);

async function made(name, ...words) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dizza-media-'));
  const file = path.join(folder, name);
  try {
    await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...words, file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A film as a phone makes it, with a tone. */
export async function film(name = 'film.mp4', seconds = 2, size = '320x240') {
  const buffer = await made('film.mp4',
    '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=24:duration=${seconds}`,
    '-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`,
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest');
  return { name, mimeType: 'video/mp4', buffer };
}

export async function song(name = 'sång.mp3', seconds = 3) {
  const buffer = await made('song.mp3', '-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`, '-c:a', 'libmp3lame');
  return { name, mimeType: 'audio/mpeg', buffer };
}

/** A song that carries its cover. */
export async function songWithCover(name = 'omslag.mp3', seconds = 3) {
  const buffer = await made('song.mp3',
    '-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`, '-f', 'lavfi', '-i', 'testsrc2=size=640x640:rate=1:duration=1',
    '-map', '0', '-map', '1', '-c:a', 'libmp3lame', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic');
  return { name, mimeType: 'audio/mpeg', buffer };
}

/** A WAV file of about this many bytes: large, and quickly made. Its noise follows from `seed`. */
export function bulk(bytes, name = 'inspelning.wav', seed = 7) {
  const buffer = Buffer.alloc(bytes);
  const rate = 44_100;
  buffer.write('RIFF', 0, 'latin1');
  buffer.writeUInt32LE(bytes - 8, 4);
  buffer.write('WAVEfmt ', 8, 'latin1');
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(2, 22);
  buffer.writeUInt32LE(rate, 24);
  buffer.writeUInt32LE(rate * 4, 28);
  buffer.writeUInt16LE(4, 32);
  buffer.writeUInt16LE(16, 34);
  buffer.write('data', 36, 'latin1');
  buffer.writeUInt32LE(bytes - 44, 40);
  let noise = seed;
  for (let at = 44; at + 4 <= bytes; at += 4) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    buffer.writeInt16LE((noise >>> 20) - 2048, at);
    buffer.writeInt16LE((noise >>> 20) - 2048, at + 2);
  }
  return { name, mimeType: 'audio/wav', buffer };
}

/** A magazine of so many pages, each with its number in words and a box of its own colour. */
export function magazine(pages, name = 'tidning.pdf', [width, height] = [420, 595]) {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', ''];
  const kids = [];
  for (let page = 1; page <= pages; page += 1) {
    const colour = [page * 37, page * 71, page * 113].map((part) => ((part % 200) / 255).toFixed(3)).join(' ');
    const content = `${colour} rg 40 60 ${width - 80} ${height - 260} re f 0 g BT /F1 22 Tf 40 ${height - 90} Td (Sidan ${page} i tidningen) Tj ET`;
    objects.push(`<</Length ${content.length}>>\nstream\n${content}\nendstream`);
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${objects.length} 0 R`
      + '/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>');
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${pages}>>`;
  let text = '%PDF-1.4\n';
  let table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  objects.forEach((object, index) => {
    table += `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  text += `${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') };
}

/** A picture as a file field wants it. */
export function picture(seed = 1, name = 'affisch.png') {
  return { name, mimeType: 'image/png', buffer: png(900, 1200, seed) };
}
