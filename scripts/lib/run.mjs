// Running other programs and saying what happens: one line a step, one sentence where the reader has to do something.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A failure with a remedy: its message is the one sentence the reader gets, without a stack. */
export class Remedy extends Error {}

/** A program that ended badly. `output` is all that it had printed, where it was caught. */
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
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** What we started and must not leave behind. */
const children = new Set();

/**
 * Runs a program to its end and resolves to what it printed, stdout and stderr in one. `show` lets it write to the
 * terminal (and still catches the text); `stdout` catches only that.
 */
export function run(command, args, { cwd, env = process.env, show = false, stdout = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', stdout ? 'ignore' : 'pipe'] });
    children.add(child);
    let output = '';
    const take = (stream, terminal) => {
      stream?.setEncoding('utf8');
      stream?.on('data', (text) => {
        output += text;
        if (show) terminal.write(text);
      });
    };
    take(child.stdout, process.stdout);
    take(child.stderr, process.stderr);
    child.on(
      'error',
      (error) => children.delete(child) && reject(new Failed(command, error.code ?? error.message, output)),
    );
    child.on('close', (code, signal) => {
      children.delete(child);
      if (code === 0) resolve(output);
      else reject(new Failed(`${command} ${args.slice(0, 2).join(' ')}`, signal ?? `exit code ${code}`, output));
    });
  });
}

/** Runs at the same time, and waits for all even when one fails: nothing half-installed is left behind. */
export async function together(...works) {
  const results = await Promise.allSettled(works);
  for (const { status, reason } of results) if (status === 'rejected') throw reason;
  return results.map(({ value }) => value);
}

/** The first line a program prints, or undefined where there is no such program or it fails. */
export async function ask(command, args, options = {}) {
  try {
    const [line] = (await run(command, args, { ...options, stdout: true })).split('\n');
    return line;
  } catch {
    return undefined;
  }
}

/** A step that finds everything done is over sooner than one reads about it: it stays silent. */
const SILENT_MS = 700;

/** Does a step; says what is done and roughly how long it takes, and in the end how long it took. */
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

/** How npm, cargo, rustup and apt say it. */
const NO_NETWORK = new RegExp(
  [
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT',
    "could(n't| not) (connect|resolve)|failed to (connect|lookup|resolve)|dns error|network is unreachable",
    'temporary failure (in name resolution|resolving)|unable to fetch some archives|could not download file',
  ].join('|'),
  'i',
);

/** Runs `work`; a download that found no network becomes the sentence that says so. */
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

/** The last lines of a program's output: where compilers and installers say what went wrong. */
export const tail = (text, lines = 30) => text.trimEnd().split('\n').slice(-lines).join('\n');

/** Is this file the command itself, and not imported by another? */
export const isCommand = (url) => realpathSync(process.argv[1]) === fileURLToPath(url);

/** The frame of every command: a failure is one sentence or the output's end, and an exit code that is not 0. */
export async function main(command) {
  const stop = (signal) => {
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
