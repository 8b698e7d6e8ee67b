// Compares two validators on many inputs. Every difference that is meant is declared.
//
// A declared difference is a correction: it turns an input that we read otherwise into one for which the other package
// gives our answer, or it replaces parts of their answer. So our answer must follow from the input and from theirs alone.
import assert from 'node:assert/strict';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A short text of anything, for a message. */
function show(input) {
  return JSON.stringify(input, (_, value) =>
    ['bigint', 'symbol', 'function', 'undefined'].includes(typeof value) || Number.isNaN(value) ? String(value) : value,
  );
}

/**
 * Fails on an answer that is neither theirs nor declared, and on a declared difference that no answer needs.
 *
 * @param {import('node:test').TestContext} t
 * @param {object} comparison
 * @param {Iterable<any>} comparison.inputs
 * @param {(input: any) => object} comparison.theirs
 * @param {(input: any) => object} comparison.ours
 * @param {{ why: string, correct: (input: any) => any }[]} comparison.differences  They apply one after another.
 *   `correct` gives the same object where it does not apply; an `answer` in what it gives replaces those parts of their answer.
 */
export function compare(t, { inputs, theirs, ours, differences }) {
  const expectedBy = (input, corrections) => {
    const corrected = corrections.reduce((before, { correct }) => correct(before), input);
    return { ...theirs(corrected), ...corrected.answer };
  };
  const needed = new Map(differences.map(({ why }) => [why, 0]));
  const undeclared = [];
  let [count, different] = [0, 0];
  for (const input of inputs) {
    count++;
    const plain = theirs(input);
    const applied = [];
    differences.reduce((before, difference) => {
      const after = difference.correct(before);
      if (after !== before) applied.push(difference);
      return after;
    }, input);
    const expected = applied.length === 0 ? plain : expectedBy(input, applied);
    const answer = ours(input);
    if (!same(answer, expected)) {
      const answers = Object.entries({ theirs: plain, declared: expected, ours: answer });
      undeclared.push([show(input), ...answers.map(([who, what]) => `  ${who.padEnd(9)}${show(what)}`)].join('\n'));
    }
    if (same(answer, plain)) continue;
    different++;
    for (const difference of applied) {
      const others = differences.filter(other => other !== difference);
      if (!same(answer, expectedBy(input, others))) needed.set(difference.why, needed.get(difference.why) + 1);
    }
  }
  assert.ok(undeclared.length === 0, `${undeclared.length} undeclared, first\n${undeclared.slice(0, 12).join('\n')}`);
  t.diagnostic(`${count} inputs, ${different} with another answer${different > 0 ? ':' : ''}`);
  for (const [why, times] of needed) {
    assert.ok(times > 0, `no answer needs: ${why}`);
    t.diagnostic(`${String(times).padStart(7)}  ${why}`);
  }
  return { count, different };
}
