// A Python with the pinned packages of requirements.txt, in a folder that git ignores.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('..', import.meta.url));

/** Path of the interpreter; made when it is missing or the pins have changed. */
export async function python() {
  const [folder, wanted] = [path.join(HERE, '.venv'), path.join(HERE, 'requirements.txt')];
  const [interpreter, made] = [path.join(folder, 'bin', 'python'), path.join(folder, 'requirements.txt')];
  const same = existsSync(made) && (await readFile(made, 'utf8')) === (await readFile(wanted, 'utf8'));
  if (!same) {
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', wanted];
    await run(interpreter, pip);
    await copyFile(wanted, made);
  }
  return interpreter;
}
