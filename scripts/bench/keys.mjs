// The suite `keys`: how long a page works for each digit that is typed, by real keys of the browser. Each round types the number
// once, into a new page, as a payer does: nothing is compiled for speed yet.
//
// Chromium itself counts the time. A clock in the page, from the first listener of a key to a message that was posted then, would
// not do: after a key Chromium lets messages wait until it has drawn a frame.
import { NO_THROTTLE, openPages, SLOW_CPU } from './chromium.mjs';
import { pathOf, ROWS } from './forms.mjs';
import { serve } from './server.mjs';
import { inTurns, median, quantile, ratio, table } from './statistics.mjs';

const ROUNDS = 12;
const NUMBER = '4242424242424242';
const TITLES = new Map([
  [NO_THROTTLE, 'keys, no throttle'],
  [SLOW_CPU, 'keys, CPU 4x'],
]);
/** Not those whose fields are on a vendor's servers. */
const TYPED = ROWS.filter(({ framed }) => !framed);

const BACKSPACE = { key: 'Backspace', code: 'Backspace', windowsVirtualKeyCode: 8 };
const keyOf = digit => ({ key: digit, code: `Digit${digit}`, windowsVirtualKeyCode: digit.charCodeAt(0), text: digit });

/** Presses a key, and waits for the timers and the frame that come of it: nobody types faster. */
async function press({ send, evaluate }, key) {
  await send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
  await send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  await evaluate('new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))');
}

/** Types the number and gives the milliseconds of each digit. */
async function type(pages, row, { cpu }) {
  await pages.load(pathOf(row), NO_THROTTLE);
  await pages.throttle({ ...NO_THROTTLE, cpu });
  // The digit with which the page found out that it takes one.
  await press(pages, BACKSPACE);
  const times = [await pages.worked()];
  for (const digit of NUMBER) {
    await press(pages, keyOf(digit));
    times.push(await pages.worked());
  }
  const value = await pages.evaluate('bench.field.value');
  if (value.replaceAll(/\D/g, '') !== NUMBER) throw new Error(`${row.name}: the keys made ${JSON.stringify(value)}`);
  const each = name => times.slice(1).map((time, at) => time[name] - times[at][name]);
  return { script: each('script'), task: each('task') };
}

function print(title, samples) {
  const columns = name => [...samples.values()].map(taken => taken.map(sample => sample[name]));
  const [script, task] = [columns('script'), columns('task')];
  const spread = rounds => [0.5, 0.95].map(share => quantile(rounds.flat(), share).toFixed(2));
  const middles = task.map(rounds => rounds.map(median));
  const rows = TYPED.map(({ name }, at) => [
    name,
    ...spread(script[at]),
    ...spread(task[at]),
    ratio(middles[at], middles[0]).toFixed(2),
  ]);
  console.log(`\n${table(title, ['script, ms', 'p95', 'main thread, ms', 'p95', 'ratio'], rows)}`);
}

export async function benchKeys(files, rounds = ROUNDS) {
  // Before it is live a form has no WebAssembly: in these rows it never comes.
  const isHeld = (path, page) => path.endsWith('.wasm') && page.endsWith('/digit');
  const server = await serve(files, { isHeld });
  const pages = await openPages(server);
  try {
    for (const [conditions, title] of TITLES) {
      print(title, await inTurns(TYPED, rounds, row => type(pages, row, conditions)));
    }
  } finally {
    await pages.close();
    server.close();
  }
}
