// What the suites make of their samples, and in which order they take them.

/** The value below which this share of the values lies, between two of them where it falls there. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.ceil(at)] - sorted[below]) * (at - below);
}

export const median = values => quantile(values, 0.5);

/** The median of the ratios round by round, as a machine that is busy in a round slows all of its rows. */
export const ratio = (values, base) => median(values.map((value, round) => value / base[round]));

/**
 * Measures each row once a round and gives its samples: `Map(row → [sample])`. Each round begins at another row, as who comes
 * after a large page has it harder. What the first round gives is left out: browser and server are cold then.
 *
 * @template Row, Sample
 * @param {Row[]} rows
 * @param {number} rounds
 * @param {(row: Row) => Promise<Sample>} measure
 */
export async function inTurns(rows, rounds, measure) {
  const samples = new Map(rows.map(row => [row, /** @type {Sample[]} */ ([])]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const turn of rows.keys()) {
      const row = rows[(turn + round) % rows.length];
      const sample = await measure(row);
      if (round > 0) samples.get(row)?.push(sample);
    }
  }
  return samples;
}

/** A title, the names of the columns beside it, and a line for each row; its first cell is its name. */
export function table(title, heads, rows) {
  const [first = 0, ...widths] = [title, ...heads].map((head, column) =>
    Math.max(...[head, ...rows.map(cells => cells[column])].map(text => text.length)),
  );
  const line = ([name, ...cells]) =>
    [name.padEnd(first), ...cells.map((text, column) => text.padStart(widths[column]))].join('   ');
  return [line([title, ...heads]), ...rows.map(line)].join('\n');
}
