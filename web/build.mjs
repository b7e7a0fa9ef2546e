// Makes web/dist from the packages of package-lock.json: two subset font families and the video player.
// Run by script/run and script/test: npm ci && node build.mjs. Without dist the site uses system fonts and plays
// the progressive films.
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const dist = join(here, "dist");
const FONT_BUDGET_BYTES = 45 * 1024; // the two Latin files: what is loaded before the first interaction

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
// Letters of the Nordic and western European languages, digits and the signs that texts use.
const letters = range(0x20, 0x7e) + range(0xc0, 0xd6) + range(0xd8, 0xf6) + range(0xf8, 0xff);
const latin = letters + "\u00a0§©«°·»¿¡×–—‘’‚“”„…−€";

async function font(from, to, text, options) {
  const source = await readFile(join(packages, "@fontsource-variable", from));
  const made = await subsetFont(source, text, { targetFormat: "woff2", ...options });
  await writeFile(join(dist, "fonts", to), made);
  return made.length;
}

await mkdir(join(dist, "fonts"), { recursive: true });
const display = await font(
  "anybody/files/anybody-latin-standard-normal.woff2",
  "anybody.woff2",
  latin,
  { variationAxes: { wght: 800, wdth: { min: 75, max: 150 } } },
);
// Pupils' names need ć š ž ı ğ ł: a second file, fetched only by pages that hold such a letter.
const text = "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next";
const weights = { variationAxes: { wght: { min: 400, max: 700 } } };
await font(`${text}-latin-wght-normal.woff2`, "atkinson.woff2", latin, weights);
await font(`${text}-latin-ext-wght-normal.woff2`, "atkinson-ext.woff2", range(0x100, 0x17f) + range(0x218, 0x21b) + range(0x1e80, 0x1e9e), weights);
await copyFile(join(packages, "hls.js/dist/hls.min.js"), join(dist, "hls.js"));

// Their licences go with them.
await copyFile(join(packages, "@fontsource-variable/anybody/LICENSE"), join(dist, "fonts/anybody-LICENSE.txt"));
await copyFile(join(packages, "@fontsource-variable/atkinson-hyperlegible-next/LICENSE"), join(dist, "fonts/atkinson-LICENSE.txt"));
await copyFile(join(packages, "hls.js/LICENSE"), join(dist, "hls-LICENSE.txt"));

const first = display + (await stat(join(dist, "fonts/atkinson.woff2"))).size;
console.log(`web/dist: fonts before first interaction ${first} bytes (display ${display}), player ${(await stat(join(dist, "hls.js"))).size} bytes`);
if (first > FONT_BUDGET_BYTES) {
  console.error(`the fonts exceed ${FONT_BUDGET_BYTES} bytes`);
  process.exit(1);
}
