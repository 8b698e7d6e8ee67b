// The leak search: looks for a card number and a security code in anything the system wrote or sent, plain, spaced, in
// base64 at every alignment, and in hex. It reports where and how, never what.
//
// A code is only a few digits, which stand in any timestamp by chance; so it counts where it stands alone, as a word of
// its own. Nor is its encoded form searched for, five letters that chance finds too: whatever may be base64 or hex is
// decoded, and the decoded bytes are searched like the rest.

/** Forms in which bytes may hide others, each as a list of what they decode to. */
const VIEWS = {
  plain: (text) => [text],
  'percent-encoded': (text) => [text.replace(/%([0-9a-f]{2})/gi, (_, pair) => decoded(pair, 'hex'))],
  // JavaScript engines and LevelDB keep strings in two bytes a character.
  'two-byte': (text) => [text.replaceAll('\0', '')],
  base64: (text) => (text.match(/[A-Za-z0-9+/_-]{4,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((start) => decoded(run.slice(start), 'base64'))),
  hex: (text) => (text.match(/[0-9a-f]{6,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((start) => decoded(run.slice(start), 'hex'))),
};

/** One character a byte, so that any bytes can be searched as text. */
const decoded = (text, encoding) => Buffer.from(text, encoding).toString('latin1');

/** `haystacks` is `{ name: string | Buffer }`; gives `["<name>: <what>, <how>", …]`, empty when nothing leaked. */
export function findLeaks(haystacks, { number, code }) {
  const needles = {
    'card number': new RegExp([...number].join('(?:[\\s-]|\\xc2?\\xa0)?')),
    'security code': new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`),
  };
  const found = [];
  for (const [name, content] of Object.entries(haystacks)) {
    const text = Buffer.from(content).toString('latin1');
    for (const [how, view] of Object.entries(VIEWS)) {
      const seen = view(text);
      for (const [what, needle] of Object.entries(needles)) {
        if (seen.some((piece) => needle.test(piece))) found.push(`${name}: ${what}, ${how}`);
      }
    }
  }
  return found;
}
