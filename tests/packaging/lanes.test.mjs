// `npm test` runs suites side by side: each after what it needs, all of them even when one fails, and none for ever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLanes } from '../../scripts/lib/lanes.mjs';
import { TOOLS } from '../../scripts/test/run-suites.mjs';
import { LANES } from '../../scripts/test/suites.mjs';

/** Jobs that write into `log` when they begin and end. */
function logged() {
  const log = [];
  const job = (name, after = [], fails = false) => ({
    name,
    after,
    async work() {
      log.push(`${name} begins`);
      await new Promise(resolve => {
        setImmediate(resolve);
      });
      log.push(`${name} ends`);
      if (fails) throw new Error(`${name} failed`);
    },
  });
  return { log, job };
}

test('lanes run side by side, the jobs of a lane one after the other', async () => {
  const { log, job } = logged();
  await inLanes([[job('a'), job('b')], [job('c')]]);
  assert.ok(log.indexOf('c begins') < log.indexOf('a ends'), log.join(', '));
  assert.ok(log.indexOf('a ends') < log.indexOf('b begins'), log.join(', '));
});

test('a job begins after those that it names, and needs none that is not there', async () => {
  const { log, job } = logged();
  await inLanes([[job('a'), job('b')], [job('c', ['b', 'not chosen'])]]);
  assert.ok(log.indexOf('b ends') < log.indexOf('c begins'), log.join(', '));
});

test('a job that fails stops no other one, and fails the whole', async () => {
  const { log, job } = logged();
  await assert.rejects(inLanes([[job('a', [], true), job('b')], [job('c', ['a'])]]), /^Error: a failed$/);
  assert.deepEqual(log.filter(line => line.endsWith('ends')).sort(), ['a ends', 'b ends', 'c ends']);
});

test('no suite waits for one that waits for it, and every name in `after` is a suite', async () => {
  const names = LANES.flat().map(({ name }) => name);
  const ended = [];
  // Where two wait for each other, this never ends, and node fails the test.
  await inLanes(
    LANES.map(lane => lane.map(({ name, after }) => ({ name, after, work: async () => void ended.push(name) }))),
  );
  assert.deepEqual(ended.sort(), [...names].sort());
  const unknown = LANES.flat().flatMap(({ after = [] }) => after.filter(other => !names.includes(other)));
  assert.deepEqual(unknown, []);
});

test('every suite has a name of its own, and its tools are known', () => {
  const suites = LANES.flat();
  assert.equal(
    new Set([...suites.map(({ name }) => name), ...Object.keys(TOOLS)]).size,
    suites.length + Object.keys(TOOLS).length,
  );
  for (const { name, needs = [] } of suites) {
    assert.deepEqual(
      needs.filter(tool => !(tool in TOOLS)),
      [],
      name,
    );
  }
});
