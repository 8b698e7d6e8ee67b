#!/usr/bin/env node
// `npm run bench`: the card rules and the form, compared with other packages, and the sandbox, compared with its database. Compare
// the ratios: the times depend on the machine, and nothing else should run on it meanwhile. Words after `--` choose:
// `npm run bench -- startup keys`. ROUNDS is how often `startup`, `keys` and `submit` measure each row:
// `ROUNDS=3 npm run bench -- startup`. `memory` is run only by its name: the sandbox's memory over 100,000 charges. CHARGES is how
// many it makes, and each row of `server`; PAYERS is how many people pay in turns, in place of somebody else each time.
import { loadavg } from 'node:os';
import { benchCards, QUESTIONS } from './bench/cards.mjs';
import { makeForms } from './bench/forms.mjs';
import { benchKeys } from './bench/keys.mjs';
import { benchSize } from './bench/size.mjs';
import { benchStartup } from './bench/startup.mjs';
import { benchSubmit } from './bench/submit.mjs';
import { ROOT, TARGET } from './lib/project.mjs';
import { isCommand, main, Remedy, run, step } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';

const FORMS = {
  startup: { howLong: '3 minutes', measure: benchStartup },
  keys: { howLong: '3 minutes', measure: benchKeys },
  submit: { howLong: '2 minutes', measure: benchSubmit },
  size: { howLong: '10 s', measure: benchSize },
};
const NATIVE = 'native';
/** Only if it is asked for: it takes minutes. */
const MEMORY = 'memory';
const SERVER = 'server';
const ALL = [...QUESTIONS, ...Object.keys(FORMS), NATIVE, SERVER, MEMORY];
const BENCH_OF_SERVER = ['bench', '--profile', 'server', '--locked', '-p', 'payments-sandbox', '--bench', 'charges'];

/** A whole number from 1 in a variable of the environment, or undefined. */
function fromEnv(name) {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(Number.isInteger(number) && number > 0)) throw new Remedy(`${name} must be a whole number from 1.`);
  return number;
}

async function bench(wanted) {
  const unknown = wanted.find(name => !ALL.includes(name));
  if (unknown) throw new Remedy(`There is no bench ${unknown}; there are ${ALL.join(', ')}.`);
  const rounds = fromEnv('ROUNDS');
  // The bench reads it itself; what it cannot read is refused here, before anything is built.
  fromEnv('CHARGES');
  fromEnv('PAYERS');
  const isChosen = name => wanted.length === 0 || wanted.includes(name);
  const questions = QUESTIONS.filter(isChosen);
  const forms = Object.entries(FORMS).filter(([name]) => isChosen(name));
  if (questions.length + forms.length > 0) {
    await run(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, show: true });
    console.log(`Load average of this machine now: ${loadavg()[0].toFixed(1)}`);
  }
  if (questions.length > 0) await benchCards(questions);
  if (forms.length > 0) {
    const files = await makeForms();
    for (const [name, { howLong, measure }] of forms) await step(name, howLong, () => measure(files, rounds));
  }
  const isMemory = wanted.includes(MEMORY);
  if (!isChosen(NATIVE) && !isChosen(SERVER) && !isMemory) return;
  const rust = await setUpRust();
  const env = { ...rust.env, CARGO_TARGET_DIR: TARGET };
  if (isChosen(NATIVE)) {
    await run('cargo', ['bench', '--bench', 'cards', '--', '--noplot'], { cwd: ROOT, env, show: true });
  }
  if (isChosen(SERVER) || isMemory) {
    await run('cargo', [...BENCH_OF_SERVER, '--no-run'], { cwd: ROOT, env, show: true });
    console.log(`Load average of this machine now: ${loadavg()[0].toFixed(1)}`);
  }
  if (isChosen(SERVER)) {
    const command = ['scripts/postgres.mjs', '--durable', 'cargo', ...BENCH_OF_SERVER];
    await run(process.execPath, command, { cwd: ROOT, env, show: true });
  }
  if (isMemory) await run('cargo', [...BENCH_OF_SERVER, '--', MEMORY], { cwd: ROOT, env, show: true });
}

if (isCommand(import.meta.url)) await main(() => bench(process.argv.slice(2)));
