// Runs suites and keeps what became of them. What a suite prints is printed when it has ended, so that suites that run side
// by side stay readable.
import { join } from 'node:path';
import { count } from '../lib/counts.mjs';
import { ROOT, TARGET } from '../lib/project.mjs';
import { Failed, Remedy, run, tail, which } from '../lib/run.mjs';
import { setUpHadolint, setUpPython, setUpSchemathesis } from '../setup/python.mjs';
import { setUpRust } from '../setup/rust.mjs';
import { setUpTool, withTools } from '../setup/tools.mjs';

/** What some suites need and what takes long to compile: each resolves to the folders of its programs. */
export const TOOLS = {
  'wasm-bindgen': async rust => [await setUpTool('wasm-bindgen', rust)],
  'wasm-std': () => setUpRust().then(() => []),
  'wasm-pack': async rust => [await setUpTool('wasm-pack', rust)],
  geckodriver: async rust => [await setUpTool('geckodriver', rust)],
  python: setUpPython,
  hadolint: setUpHadolint,
  schemathesis: setUpSchemathesis,
};

export class Suites {
  /** `{ name, passed, failed, seconds }`, in the order in which they ended. */
  results = [];
  #rust;
  #browsers;
  #live;
  /** The folders of the tools that are there. */
  #bins = [];
  /** By tool: why it could not be installed. */
  #missing = new Map();

  /** `live`: what a suite prints is shown at once. */
  constructor({ rust, browsers }, live) {
    this.#rust = rust;
    this.#browsers = browsers;
    this.#live = live;
  }

  /** Installs a tool. Where that fails, the suites that need it fail. */
  async install(tool) {
    try {
      this.#bins.push(...(await TOOLS[tool](this.#rust)));
    } catch (error) {
      if (!(error instanceof Failed || error instanceof Remedy)) throw error;
      const output = error instanceof Failed ? `${tail(error.output)}\n` : '';
      this.#missing.set(tool, `${output}✗ ${error.message}\n`);
    }
  }

  #env() {
    const env = withTools(this.#rust.env, this.#bins);
    const { chrome, chromedriver, firefox, webkitdriver, xvfb } = this.#browsers;
    return {
      ...env,
      CARGO_TARGET_DIR: TARGET,
      CARGO_TERM_COLOR: 'never',
      // That of another project: the sandbox would use it.
      DATABASE_URL: undefined,
      // What the tests in JavaScript need to know about this run.
      SANDBOX_BINARY: join(TARGET, 'debug/sandbox'),
      CHROME: chrome,
      CHROMEDRIVER: chromedriver,
      FIREFOX: firefox,
      GECKODRIVER: which('geckodriver', env.PATH),
      WEBKITDRIVER: webkitdriver,
      XVFB: xvfb,
    };
  }

  /**
   * Runs a suite to its end, whatever that is.
   *
   * @param {import('./suites.mjs').Suite} suite
   */
  async run({ name, kind, command, compile, env, needs = [], background = false }) {
    const began = performance.now();
    const say = text => process.stdout.write(text);
    const title = `\n━━ ${name}: ${command.slice(0, 5).join(' ')} …\n`;
    if (this.#live) say(title);
    let output = '';
    let ok = true;
    const go = ([program = '', ...args], spare) =>
      run(program, args, { cwd: ROOT, env: { ...this.#env(), ...env }, show: this.#live, background: spare });
    try {
      const missing = needs.find(tool => this.#missing.has(tool));
      if (missing) throw new Failed(name, `no ${missing}`, this.#missing.get(missing));
      if (compile) await go(compile, true);
      output = await go(command, background);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      ({ output } = error);
      ok = false;
      if (this.#live) say(`${error.message}\n`);
      else output += `${error.message}\n`;
    }
    if (!this.#live) say(title + output);
    this.results.push({ name, ...count(kind, output, ok), seconds: (performance.now() - began) / 1000 });
  }
}
