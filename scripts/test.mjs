#!/usr/bin/env node
// `npm test`: brings what is missing, runs every suite even when one fails, and ends with one line of counts. Names of
// suites after `--` run only those: `npm test -- native chromium`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inLanes } from './lib/lanes.mjs';
import { ROOT } from './lib/project.mjs';
import { main, Remedy, together } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpRust } from './setup/rust.mjs';
import { Suites, TOOLS } from './test/run-suites.mjs';
import { LANES } from './test/suites.mjs';

/** wasm-pack reads it beside Cargo.toml. Chromium's own sandbox does not work for root, as in a container. */
function writeWebdriverOptions({ chrome, firefox }) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  const options = {
    'goog:chromeOptions': { binary: chrome, args: ['--headless', '--disable-gpu', ...root] },
    'moz:firefoxOptions': { binary: firefox, args: ['-headless'] },
  };
  writeFileSync(join(ROOT, 'webdriver.json'), `${JSON.stringify(options, null, 2)}\n`);
}

/** The lanes with the suites that the command line names, or with all of them where it names none. */
function chosenLanes() {
  const wanted = process.argv.slice(2);
  const names = LANES.flat().map(({ name }) => name);
  const unknown = wanted.find(word => !names.includes(word));
  if (unknown) throw new Remedy(`There is no suite ${unknown}; there are ${names.join(', ')}.`);
  return LANES.map(lane => lane.filter(({ name }) => wanted.length === 0 || wanted.includes(name)));
}

function report(results) {
  console.log('\n');
  for (const { name, passed, failed, seconds } of results) {
    const counts = `${String(passed).padStart(4)} passed ${String(failed).padStart(3)} failed`;
    console.log(`${failed ? '✗' : '✓'} ${name.padEnd(12)} ${counts} ${seconds.toFixed(1).padStart(7)} s`);
  }
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

await main(async () => {
  const lanes = chosenLanes();
  const [rust, browsers] = await together(setUpRust({ wasmStd: false }), setUpBrowsers(), setUpNpm());
  writeWebdriverOptions(browsers);

  const suites = new Suites({ rust, browsers }, lanes.flat().length === 1);
  const tools = Object.keys(TOOLS).filter(tool => lanes.flat().some(({ needs = [] }) => needs.includes(tool)));
  const [compiled, driven] = lanes.map(lane =>
    lane.map(suite => ({
      name: suite.name,
      after: [...(suite.needs ?? []), ...(suite.after ?? [])],
      work: () => suites.run(suite),
    })),
  );
  await inLanes([[...tools.map(tool => ({ name: tool, work: () => suites.install(tool) })), ...compiled], driven]);
  return report(suites.results);
});
