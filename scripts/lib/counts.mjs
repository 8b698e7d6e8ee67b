// Reads from a suite's output how many of its tests passed and failed. A run that ended with an error or ran nothing has
// failed, whatever its text says.

/** libtest and wasm-bindgen-test-runner: one line for each test binary. */
const RUST = /^test result: \w+\. (\d+) passed; (\d+) failed/gm;
/** Node's test runner, with either of its reporters. */
const NODE = /^(?:#|ℹ) (pass|fail|cancelled) (\d+)$/gm;

function rust(output) {
  const counts = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(RUST)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
  }
  return counts;
}

function node(output) {
  const counts = { pass: 0, fail: 0, cancelled: 0 };
  for (const [, name, number] of output.matchAll(NODE)) counts[name] += Number(number);
  return { passed: counts.pass, failed: counts.fail + counts.cancelled };
}

/** A check (format, lint) is one test: its exit code decides. */
const check = () => ({ passed: 1, failed: 0 });

const READERS = { rust, node, check };

/** `{passed, failed}` of a run of this kind; `ok`: it ended with exit code 0. */
export function count(kind, output, ok) {
  // Colours would hide the lines.
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const { passed, failed } = READERS[kind](plain);
  if (!ok && kind === 'check') return { passed: 0, failed: 1 };
  if (failed === 0 && (!ok || passed === 0)) return { passed, failed: 1 };
  return { passed, failed };
}
