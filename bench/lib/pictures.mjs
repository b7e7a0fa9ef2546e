// What sharp makes of the same photos: four WebP, one JPEG, the share card and the thumbhash.
// node pictures.mjs direct|expert FOLDER PHOTO... prints the CPU seconds of each.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

const [how, folder, ...photos] = process.argv.slice(2);
const SIDES = [2048, 1280, 640, 320];
const webp = { quality: 80, effort: 4 };
const jpeg = { quality: 80 };
const inside = (side) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true });

// One thread and no cache: what costs the least CPU.
sharp.concurrency(1);
sharp.cache(false);

const hash = async (image) => {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return rgbaToThumbHash(info.width, info.height, data);
};

// As the manual shows it: one pipeline for each output.
async function direct(photo, to) {
  const input = await readFile(photo);
  const open = () => sharp(input).rotate();
  for (const side of SIDES) {
    await open().resize(inside(side)).webp(webp).toFile(join(to, `${side}.webp`));
  }
  await open().resize(inside(1280)).jpeg(jpeg).toFile(join(to, '1280.jpg'));
  await open().resize(1200, 630, { fit: 'cover' }).jpeg(jpeg).toFile(join(to, 'card.jpg'));
  await writeFile(join(to, 'hash'), await hash(open().resize(inside(100))));
}

// The best that can be had: decoded once, each size from the one above.
async function expert(photo, to) {
  let { data, info } = await sharp(photo).rotate().resize(inside(2048)).raw().toBuffer({ resolveWithObject: true });
  const open = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  await open().resize(1200, 630, { fit: 'cover' }).jpeg(jpeg).toFile(join(to, 'card.jpg'));
  for (const side of SIDES) {
    if (side !== 2048) {
      ({ data, info } = await open().resize(inside(side)).raw().toBuffer({ resolveWithObject: true }));
    }
    await open().webp(webp).toFile(join(to, `${side}.webp`));
    if (side === 1280) await open().jpeg(jpeg).toFile(join(to, '1280.jpg'));
  }
  await writeFile(join(to, 'hash'), await hash(open().resize(inside(100))));
}

for (const photo of photos) {
  const before = process.cpuUsage();
  const to = join(folder, basename(photo, extname(photo)));
  await mkdir(to, { recursive: true });
  await (how === 'expert' ? expert : direct)(photo, to);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1e6);
}
