// Work in lanes: the jobs of a lane run one after the other, the lanes side by side.
import { together } from './run.mjs';

/**
 * @typedef {object} Job
 * @property {string} name
 * @property {string[]} [after]  Jobs of any lane that must have ended before; a name that no lane has is passed over.
 * @property {() => Promise<void>} work
 */

/**
 * Runs every job to its end, also after one that failed; then fails as the first of them.
 *
 * @param {Job[][]} lanes  No two jobs may wait for each other, be it by `after` or by their order in a lane.
 */
export async function inLanes(lanes) {
  const ends = new Map();
  for (const { name } of lanes.flat()) {
    let end;
    const ended = new Promise(resolve => (end = resolve));
    ends.set(name, { ended, end });
  }
  const failures = [];
  const follow = async lane => {
    for (const { name, after = [], work } of lane) {
      await Promise.all(after.map(other => ends.get(other)?.ended));
      await work().catch(error => failures.push(error));
      ends.get(name).end();
    }
  };
  await together(...lanes.map(follow));
  if (failures.length > 0) throw failures[0];
}
