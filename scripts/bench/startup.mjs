// The suite `startup`: from the beginning of a load until the form takes a digit, and until it is live.
import { NO_THROTTLE, openPages, SLOW } from './chromium.mjs';
import { addFrameConfig, pathOf, ROWS } from './forms.mjs';
import { serve } from './server.mjs';
import { inTurns, quantile, ratio, table } from './statistics.mjs';

const ROUNDS = 9;
const TITLES = new Map([
  [NO_THROTTLE, 'startup, no throttle'],
  [SLOW, 'startup, CPU 4x, 1.6 Mbit/s, 150 ms a request'],
]);

/** The median, and between which values the middle half lies. */
function spread(values) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map(share => quantile(values, share).toFixed(0));
  return `${middle} (${low}–${high})`;
}

function print(title, samples) {
  const columns = name => [...samples.values()].map(taken => taken.map(sample => sample[name]));
  const [ready, task] = [columns('ms'), columns('task')];
  const rows = ROWS.map(({ name }, at) => [
    name,
    spread(ready[at]),
    ratio(ready[at], ready[0]).toFixed(2),
    spread(task[at]),
    ratio(task[at], task[0]).toFixed(2),
  ]);
  console.log(`\n${table(title, ['ready, ms', 'ratio', 'main thread, ms', 'ratio'], rows)}`);
}

export async function benchStartup(files, rounds = ROUNDS) {
  const server = await serve(files);
  await addFrameConfig(files, server.port);
  const pages = await openPages(server);
  try {
    for (const [conditions, title] of TITLES) {
      print(title, await inTurns(ROWS, rounds, row => pages.load(pathOf(row), conditions)));
    }
  } finally {
    await pages.close();
    server.close();
  }
}
