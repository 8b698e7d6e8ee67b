// The types, in the newest TypeScript and in the oldest that the documentation names: strict, and without `skipLibCheck`.
import { sourceOf } from './sources.mjs';

const FILE = 'shop.ts';

/** What a page's code uses of the types. */
export const TYPED = sourceOf(`typescript/${FILE}`);

/** No check is left out. */
export const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
};

/** `module` for each `moduleResolution`. */
const MODULES = { bundler: 'esnext', node16: 'node16', nodenext: 'nodenext' };

const optionsOf = (/** @type {keyof typeof MODULES} */ moduleResolution) => ({
  ...STRICT,
  lib: ['es2022', 'dom'],
  types: [],
  module: MODULES[moduleResolution],
  moduleResolution,
});

const configs = Object.fromEntries(
  /** @type {(keyof typeof MODULES)[]} */ (Object.keys(MODULES)).map(resolution => [
    `tsconfig.${resolution}.json`,
    JSON.stringify({ compilerOptions: optionsOf(resolution), files: [FILE] }),
  ]),
);

/**
 * @param {string} name
 * @param {string} spec
 * @returns {import('./project.mjs').Framework}
 */
const compiler = (name, spec) => ({
  name,
  needs: 'nothing',
  packages: [spec],
  files: { ...configs, [FILE]: TYPED },
  async check(project, check) {
    for (const config of Object.keys(configs))
      await check(`${name}: ${config}`, () => project.run('tsc', '--project', config));
  },
});

export const compilers = [compiler('typescript', 'typescript'), compiler('typescript-5.0', 'typescript@5.0')];
