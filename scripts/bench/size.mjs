// The suite `size`: what a page loads before its form takes a digit, and until it is live.
import { openPages, SLOW } from './chromium.mjs';
import { pathOf, ROWS } from './forms.mjs';
import { serve } from './server.mjs';
import { table } from './statistics.mjs';

export async function benchSize(files) {
  const server = await serve(files);
  const pages = await openPages(server);
  try {
    const sizes = [];
    for (const row of ROWS) {
      // On a fast line more has come by then than the form needs.
      const { loaded } = await pages.load(pathOf(row), SLOW);
      // What comes from elsewhere is the vendor's, and not there.
      const own = loaded.map(address => files.get(new URL(address).pathname)).filter(Boolean);
      sizes.push({ name: row.name, count: own.length, bytes: own.reduce((sum, { length }) => sum + length, 0) });
    }
    const cells = sizes.map(({ name, count, bytes }) => [name, String(count), bytes.toLocaleString('en-US')]);
    console.log(`\n${table('size, loaded until then', ['files', 'brotli 11, bytes'], cells)}`);
  } finally {
    await pages.close();
    server.close();
  }
}
