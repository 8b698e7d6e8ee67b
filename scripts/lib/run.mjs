// Runs other programs and prints what happens: one line for each step, and one sentence where the reader has to act.
import { spawn } from 'node:child_process';
import { accessSync, constants as access, realpathSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A failure that the reader can put right: its message is the only thing that is printed, without a stack. */
export class Remedy extends Error {}

/** A program that ended with an error. `output` is everything that it printed. */
export class Failed extends Error {
  constructor(command, code, output = '') {
    super(`${command} ended with ${code}`);
    this.output = output;
  }
}

/** The full path of a program, or undefined. */
export function which(command, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, command);
    try {
      accessSync(file, access.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** For the program and all that it starts later. */
function lowerPriority(pid) {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has already ended.
  }
}

/** The programs that are running: they must not outlive this one. */
const children = new Set();

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.show]  Also writes the output to the terminal.
 * @param {boolean} [options.stdout]  Leaves out what the program writes to stderr.
 * @param {boolean} [options.background]  It and what it starts get only the processor time that others leave.
 * @returns {Promise<string>}  What it printed, stdout and stderr together.
 */
export function run(command, args, { cwd, env = process.env, show = false, stdout = false, background = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', stdout ? 'ignore' : 'pipe'] });
    children.add(child);
    if (background && child.pid) lowerPriority(child.pid);
    let output = '';
    const take = (stream, terminal) => {
      stream?.setEncoding('utf8');
      stream?.on('data', text => {
        output += text;
        if (show) terminal.write(text);
      });
    };
    take(child.stdout, process.stdout);
    take(child.stderr, process.stderr);
    child.on(
      'error',
      (/** @type {NodeJS.ErrnoException} */ error) =>
        children.delete(child) && reject(new Failed(command, error.code ?? error.message, output)),
    );
    child.on('close', (code, signal) => {
      children.delete(child);
      if (code === 0) resolve(output);
      else reject(new Failed(`${command} ${args.slice(0, 2).join(' ')}`, signal ?? `exit code ${code}`, output));
    });
  });
}

/** Waits for all of them, even when one fails: nothing is left half-installed. */
export async function together(...works) {
  const results = await Promise.allSettled(works);
  return results.map(result => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** The first line that a program prints, or undefined where it fails or does not exist. */
export async function ask(command, args, options = {}) {
  try {
    const [line] = (await run(command, args, { ...options, stdout: true })).split('\n');
    return line;
  } catch {
    return undefined;
  }
}

/** A step that finds its work already done ends sooner than this, and prints nothing. */
const SILENT_MS = 700;

/** Does a step; prints what it does and roughly how long that takes, and at the end how long it took. */
export async function step(what, howLong, work) {
  const began = performance.now();
  let said = false;
  const say = setTimeout(() => {
    said = true;
    console.log(`· ${what} (about ${howLong}) …`);
  }, SILENT_MS);
  try {
    const result = await work();
    if (said) console.log(`✓ ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(say);
  }
}

/** How npm, cargo, rustup and apt say that there is no network. */
const NO_NETWORK = new RegExp(
  [
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT',
    "could(n't| not) (connect|resolve)|failed to (connect|lookup|resolve)|dns error|network is unreachable",
    'temporary failure (in name resolution|resolving)|unable to fetch some archives|could not download file',
  ].join('|'),
  'i',
);

/** Runs `work`; a download that failed without a network becomes a sentence that says so. */
export async function online(what, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failed && NO_NETWORK.test(error.output)) {
      throw new Remedy(
        `No network: ${what} could not be downloaded; connect this machine to the internet and run the command again.`,
      );
    }
    throw error;
  }
}

/** The last lines of a program's output, where compilers and installers say what went wrong. */
export const tail = (text, lines = 30) => text.trimEnd().split('\n').slice(-lines).join('\n');

/** Is this file the command that was started, not a module that another file imports? */
export const isCommand = url => realpathSync(process.argv[1]) === fileURLToPath(url);

/** Runs a command: a failure prints one sentence or the end of the output, and the exit code is not 0. */
export async function main(command) {
  const stop = signal => {
    for (const child of children) child.kill(signal);
    process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    if (error instanceof Failed && error.output) console.error(tail(error.output));
    console.error(error instanceof Remedy || error instanceof Failed ? `✗ ${error.message}` : error);
    process.exitCode = 1;
  }
}
