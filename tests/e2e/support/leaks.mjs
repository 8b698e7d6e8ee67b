// The leak search: looks for the data of a card in anything that the system wrote, sent or holds: plain, in groups, in base64
// at every alignment, and in hex. It reports where and how, never what.
//
// A security code is only a few digits, and any timestamp may contain these by chance. So it counts only as a word of its own.
// Its base64 or hex form is not searched for, because chance writes that too: whatever may be base64 or hex is decoded, and
// the decoded bytes are searched like the rest.

/** How bytes may hide other bytes: each view gives a list of what they may decode to. */
const VIEWS = {
  plain: text => [text],
  'percent-encoded': text => [text.replace(/%([0-9a-f]{2})/gi, (_, pair) => decoded(pair, 'hex'))],
  // JavaScript engines and LevelDB keep strings in two bytes a character.
  'two-byte': text => [text.replaceAll('\0', '')],
  // A program may keep a digit as its value.
  'digit values': text => [text.replace(/[\0-\x09]/g, value => value.charCodeAt(0))],
  base64: text =>
    (text.match(/[A-Za-z0-9+/_-]{4,}/g) ?? []).flatMap(run =>
      [0, 1, 2, 3].map(start => decoded(run.slice(start), 'base64')),
    ),
  hex: text =>
    (text.match(/[0-9a-f]{6,}/gi) ?? []).flatMap(run => [0, 1].map(start => decoded(run.slice(start), 'hex'))),
};

/** One character a byte, so that any bytes can be searched as text. */
const decoded = (text, encoding) => Buffer.from(text, encoding).toString('latin1');

/**
 * `haystacks` is `{ name: string | Buffer }`; gives `["<name>: <what>, <how>", …]`, empty when nothing leaked. Of the secret
 * `{ number, code, name, expiry: { month, year } }` the last two may be absent. Eight consecutive digits count as the number:
 * more than an issuer's and the last four. `codeAnywhere`: the code counts inside a word too.
 *
 * @param {Record<string, string | Buffer>} haystacks
 * @param {{ number: string, code: string, name?: string, expiry?: { month: number, year: number } }} secret
 */
export function findLeaks(haystacks, { number, code, name, expiry }, { codeAnywhere = false } = {}) {
  const needles = {
    'card number': new RegExp(partsOf(number).join('|')),
    'security code': new RegExp(codeAnywhere ? code : `(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`),
    ...(name && { 'cardholder name': new RegExp(name) }),
    ...(expiry && { expiry: shapesOf(expiry) }),
  };
  const found = [];
  for (const [place, content] of Object.entries(haystacks)) {
    const text = Buffer.from(content).toString('latin1');
    for (const [how, view] of Object.entries(VIEWS)) {
      const seen = view(text);
      for (const [what, needle] of Object.entries(needles)) {
        if (seen.some(piece => needle.test(piece))) found.push(`${place}: ${what}, ${how}`);
      }
    }
  }
  return found;
}

/** Every run of eight digits of a number, with or without separators between them. */
const partsOf = number =>
  Array.from({ length: number.length - 7 }, (_, start) =>
    [...number.slice(start, start + 8)].join('(?:[\\s-]|\\xc2?\\xa0)?'),
  );

/** A date as a field shows it, and as the sealed JSON has it. Its digits alone say nothing. */
const shapesOf = ({ month, year }) => new RegExp(`${month} / ${year % 100}|"exp_month":${month},"exp_year":${year}`);
