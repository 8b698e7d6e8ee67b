// Circles in a graph of imports.

/**
 * One circle of each group of nodes that reach each other: `[['a', 'b', 'a']]`.
 *
 * @param {Map<string, Iterable<string>>} graph  What each node imports.
 */
export function circles(graph) {
  const done = new Set();
  const found = [];
  const visit = (node, way) => {
    const at = way.indexOf(node);
    if (at >= 0) {
      found.push([...way.slice(at), node]);
      return;
    }
    if (done.has(node)) return;
    done.add(node);
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}
