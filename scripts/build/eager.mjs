// Puts the functions of a module in parentheses. A browser compiles such a function together with its file, on another thread while
// the file comes; any other it compiles when it is first called, on the page's own thread. Bundlers keep the parentheses (esbuild,
// Vite). No line moves, so that the source map stays right.

const HEAD = /^(async )?function (\w+)(?=\()/;

/**
 * @param {string} code  as esbuild prints it: a function of the module begins at the start of a line, and its last brace is a line
 */
export function eager(code) {
  let open = false;
  const lines = code.split('\n').map(line => {
    if (HEAD.test(line)) {
      if (open || !line.endsWith('{')) throw new Error(`a function is not printed as it was: ${line}`);
      open = true;
      return line.replace(HEAD, 'var $2 = ($1function $2');
    }
    if (!open || line !== '}') return line;
    open = false;
    return '});';
  });
  return lines.join('\n');
}
