// Sends a file with tus-js-client as a process of its own that can be killed, and remembers where it was in a file.
// node send.mjs '{"file", "endpoint", "cookie", "code", "chunk", "memory", "die"}': at `die.share` of the file it kills the server
// `die.server` and itself. Prints what happens, a JSON object a line.

import { readFileSync, statSync, createReadStream } from 'node:fs';
import * as tus from 'tus-js-client';

const { file, endpoint, cookie, code, chunk, memory, die } = JSON.parse(process.argv[2]);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const size = statSync(file).size;

const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  headers: { cookie },
  metadata: { contribution: code, filename: 'film.mp4' },
  chunkSize: chunk,
  retryDelays: [0, 50, 100],
  urlStorage: new tus.FileUrlStorage(memory),
  removeFingerprintOnSuccess: true,
  onBeforeRequest: (request) => {
    const offset = request.getHeader('Upload-Offset');
    if (offset !== undefined) tell({ piece: Number(offset) });
  },
  onProgress: (sent) => {
    if (!die || sent / size < die.share) return;
    process.stdout.write(`${JSON.stringify({ sent })}\n`, () => {
      process.kill(die.server, 'SIGKILL');
      process.kill(process.pid, 'SIGKILL');
    });
  },
  onChunkComplete: (_, acknowledged) => tell({ acknowledged }),
  onError: (error) => {
    tell({ error: error.message });
    process.exitCode = 1;
  },
  onSuccess: ({ lastResponse }) => tell({ done: lastResponse.getHeader('dizza-asset') ?? null }),
});

const [earlier] = await upload.findPreviousUploads();
if (earlier) upload.resumeFromPreviousUpload(earlier);
readFileSync(file); // a missing file is an error now, not halfway
upload.start();
