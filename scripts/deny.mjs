// The suite `deny`: the licences, sources and versions of all crates, by the rules of deny.toml. Known security problems
// are checked too, where their database can be fetched: a machine without a network must not fail for that.
import { ROOT } from './lib/project.mjs';
import { Failed, main, run } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

const OFFLINE_CHECKS = ['bans', 'licenses', 'sources'];

async function fetchAdvisories(env) {
  try {
    await run('cargo', ['deny', 'fetch', 'db'], { cwd: ROOT, env });
    return true;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    console.log('Known security problems are not checked: their database could not be fetched.');
    return false;
  }
}

await main(async () => {
  const rust = await setUpRust({ wasmStd: false });
  const env = withTools(rust.env, [await setUpTool('cargo-deny', rust)]);
  const checks = (await fetchAdvisories(env)) ? ['advisories', ...OFFLINE_CHECKS] : OFFLINE_CHECKS;
  const args = ['deny', '--workspace', '--locked', 'check', '--hide-inclusion-graph', ...checks];
  await run('cargo', args, { cwd: ROOT, env, show: true });
});
