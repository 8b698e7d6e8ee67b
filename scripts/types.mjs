// The suite `types`: TypeScript checks all JavaScript, each folder with its own tsconfig.json. It prints every finding
// before it fails.
import { ROOT } from './lib/project.mjs';
import { Failed, main, run } from './lib/run.mjs';

const FOLDERS = ['www', 'www/cli', 'scripts', 'tests'];

await main(async () => {
  let failed = 0;
  for (const folder of FOLDERS) {
    try {
      await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], { cwd: ROOT, show: true });
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      failed += 1;
    }
  }
  return failed > 0 ? 1 : 0;
});
