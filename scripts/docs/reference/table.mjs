/** A Markdown table, without the end of its last line. @param {string[]} heads @param {string[][]} rows */
export function table(heads, rows) {
  const line = cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [heads, heads.map(() => '---'), ...rows].map(line).join('\n');
}
