#!/usr/bin/env node
// `npm run hostile`: the tests of a hostile page around a form, and what each attack got as a table in Markdown.
// HOSTILE_FORGED=100000 forges so many messages in the place of 10,000.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { files, ROOT } from './lib/project.mjs';
import { main, run } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

const cell = got => (got === undefined ? '' : got.join(', ') || 'nothing');

/** @param {any[]} rows  one for each browser: those of an attack are one line */
function print(rows) {
  const lines = new Map();
  for (const { attack, tries, browser, frame, inline } of rows) {
    const line = lines.get(attack) ?? { tries: 0, browsers: [], frame: [], inline };
    line.tries += tries;
    line.browsers.push(browser);
    line.frame.push(...frame.map(what => `${what} (${browser})`));
    lines.set(attack, line);
  }
  console.log('| attack | tries | with a frame | without | browsers |\n|---|---:|---|---|---|');
  for (const [attack, { tries, browsers, frame, inline }] of lines)
    console.log(`| ${attack} | ${tries} | ${cell(frame)} | ${cell(inline)} | ${browsers.join(', ')} |`);
}

await main(async () => {
  const [rust, browsers] = await Promise.all([setUpRust({ wasmStd: false }), setUpBrowsers()]);
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const table = join(folder, 'table');
  const tests = files(join(ROOT, 'tests/e2e')).filter(file => /^hostile-.*\.test\.mjs$/.test(basename(file)));
  const env = withTools(
    {
      ...rust.env,
      HOSTILE_TABLE: table,
      CHROME: browsers.chrome,
      CHROMEDRIVER: browsers.chromedriver,
      FIREFOX: browsers.firefox,
    },
    [await setUpTool('geckodriver', rust)],
  );
  try {
    await run(process.execPath, ['--test', '--test-reporter=spec', ...tests], { env, show: true });
    print(
      readFileSync(table, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  return 0;
});
