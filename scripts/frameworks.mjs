#!/usr/bin/env node
// `npm run frameworks`: the packed npm package in other people's tools, each in its newest version: frameworks, bundlers, runtimes of
// servers, TypeScript. The shops of tests/packaging/projects are built by them and paid in a browser. Each is a project of its own in
// target/frameworks. At the end a table says which versions there were, and what each project needed. Words after `--` choose:
// `npm run frameworks -- next vue-shop`.
import { angular } from './frameworks/angular.mjs';
import { bundlers } from './frameworks/bundlers.mjs';
import { next } from './frameworks/next.mjs';
import { makeProject, pack } from './frameworks/project.mjs';
import { runtimes } from './frameworks/runtimes.mjs';
import { shops } from './frameworks/shops.mjs';
import { sveltekit } from './frameworks/sveltekit.mjs';
import { compilers } from './frameworks/typescript.mjs';
import { workerd } from './frameworks/workerd.mjs';
import { ROOT } from './lib/project.mjs';
import { Failed, isCommand, main, Remedy, run, tail } from './lib/run.mjs';

export const ALL = [next, workerd, ...runtimes, sveltekit, angular, ...compilers, ...bundlers, ...shops];

async function frameworks(wanted) {
  const unknown = wanted.find(word => !ALL.some(({ name }) => name === word));
  if (unknown)
    throw new Remedy(`There is no framework ${unknown}; there are ${ALL.map(({ name }) => name).join(', ')}.`);
  const chosen = ALL.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  await run(process.execPath, ['scripts/test.mjs', 'build', 'sandbox'], { cwd: ROOT, show: true });
  const tarball = await pack();
  const rows = [];
  let passed = 0;
  let failed = 0;
  const check = async (name, work) => {
    try {
      await work();
      passed += 1;
      console.log(`✓ ${name}`);
    } catch (error) {
      failed += 1;
      const { message } = /** @type {Error} */ (error);
      const output = error instanceof Failed ? `\n${tail(error.output)}` : '';
      console.log(`✗ ${name}: ${message}${output}`);
    }
  };
  for (const framework of chosen) {
    let project;
    await check(`${framework.name}: npm install`, async () => (project = await makeProject(framework, tarball)));
    if (!project) continue;
    await framework.check(project, check);
    rows.push(`| ${framework.name} | ${project.versions.join(', ')} | ${framework.needs} |`);
  }
  console.log(['| project | versions | beyond `npm install` |', '|---|---|---|', ...rows].join('\n'));
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

if (isCommand(import.meta.url)) await main(() => frameworks(process.argv.slice(2)));
