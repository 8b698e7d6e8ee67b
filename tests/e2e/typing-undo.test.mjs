// Undo and redo in real browsers: each step gives a text that the field has shown before, whatever was done to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { ctrl, inEachBrowser, paste, redo, shift, undo } from './support/typist.mjs';

const { ARROW_LEFT: LEFT, ARROW_RIGHT: RIGHT, BACK_SPACE: BACKSPACE, DELETE, END, HOME } = Key;

const times = (count, act) => Array(count).fill(act);
const left = count => LEFT.repeat(count);

/** By field and case: what is typed. Every step of it can be undone and redone. */
// prettier-ignore
const HISTORY = {
  number: {
    'a number': ['4', '2', '4', '2', '4', '2', '4', '2', '4', '2'],
    'keys in the middle': ['424242', HOME, RIGHT, '5', DELETE, '6', END, BACKSPACE, BACKSPACE],
    'Backspace over a gap': ['42424', LEFT, BACKSPACE, '7'],
    'another brand': ['782822463', HOME, '3', BACKSPACE, '4'],
    'a paste over a selection': ['42424242', shift(left(4)), paste('5555-5')],
    'keys that are ignored': ['5555555555554444', '1', 'x', HOME, '2'],
  },
  expiry: {
    'a date': ['5', '34', LEFT, BACKSPACE, '6', HOME, DELETE, '1'],
    'a slash that is typed': ['1', '/', '35'],
  },
  cvv: { 'a code': ['1', 'x', '2', '3', BACKSPACE, '4'] },
};

/**
 * Undoes or redoes from one shown text to another. Each step must give a text that was shown, and never one on the wrong side.
 * How many keys one step covers is up to the browser.
 */
async function walk(payer, step, shown, from, to) {
  const way = Math.sign(to - from);
  for (let at = from; shown[at] !== shown[to];) {
    await payer.does(step);
    const text = await payer.text();
    const before = at;
    while (at !== to && (at === before || shown[at] !== text)) at += way;
    assert.equal(text, shown[at], 'each step gives a text that was shown');
  }
}

/** By field: what is typed, and every text that undo and redo may give from then on. */
const BEGINNINGS = {
  number: { keys: '42424', beginnings: ['', '4', '42', '424', '4242', '4242 4'] },
  expiry: { keys: '1234', beginnings: ['', '1', '12', '12 / 3', '12 / 34'] },
};

/** By field and case: what is typed first, and how many edits the next key is. */
const EDITS = {
  number: {
    'a digit': ['424', '2', 1],
    'a digit after which a gap comes': ['4242', '4', 1],
    'a digit in the middle': ['424242' + HOME, '5', 1],
    'Backspace over a gap': ['42424' + LEFT, BACKSPACE, 1],
    'a key that is ignored': ['4242', 'x', 0],
  },
  expiry: {
    'a digit after which the slash comes': ['12', '3', 1],
    'a month that gets its zero': ['', '5', 1],
  },
};

/** What a browser or keyboard may lack: a script that takes it away. */
const LACKING = {
  'edits that can be canceled': 'Event.prototype.preventDefault = () => {};',
  'commands that edit': `
    document.execCommand = name => /^(un|re)do$/.test(name) && Document.prototype.execCommand.call(document, name);`,
};

/** Numbers from 0 to 1, always the same ones for a seed. <https://en.wikipedia.org/wiki/Linear_congruential_generator> */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const DIGITS = [...'0123456789'];

/** What is done at random: by name, how often and how. */
const ACTS = {
  ...Object.fromEntries(DIGITS.map(digit => [digit, [1, digit]])),
  Backspace: [3, BACKSPACE],
  Delete: [1, DELETE],
  undo: [5, undo],
  redo: [4, redo],
  left: [1, LEFT],
  home: [1, HOME],
  end: [1, END],
  select: [1, shift(left(3))],
  cut: [1, ctrl('x')],
  paste: [1, paste('55-12')],
  'delete a word': [1, ctrl(BACKSPACE)],
};
const NAMES = Object.entries(ACTS).flatMap(([name, [often]]) => times(often, name));

const digitsOf = text => text.replace(/\D/g, '');

/** The digits that a field of digits must have after a key; `shown` is the field before it, with caret or selection. */
function digitsAfter(name, shown) {
  const isSelected = shown.includes('[');
  const [head, tail] = shown
    .replace(/\[.*\]/, '|')
    .split('|')
    .map(digitsOf);
  if (name === 'Backspace') return (isSelected ? head : head.slice(0, -1)) + tail;
  if (name === 'Delete') return head + (isSelected ? tail : tail.slice(1));
  return head + name + tail;
}

/** No number is shorter than this; a field that is full ignores digits. */
const SHORTEST = 12;

const ACTS_AT_RANDOM = 40;

/** Does something at random, many times. A key must edit as ever, and undo and redo must give a text that was shown before. */
async function wander(payer, field, seed, shownBefore = ['']) {
  const next = random(seed);
  const shown = new Set(shownBefore);
  const log = [];
  for (let count = 0; count < ACTS_AT_RANDOM; count += 1) {
    const before = await payer.shown();
    const name = NAMES[Math.floor(next() * NAMES.length)];
    await payer.does(ACTS[name][1]);
    const text = await payer.text();
    log.push(`${before}  ${name}  ${text}`);
    const trace = log.join('\n');
    const isDigit = DIGITS.includes(name);
    if (name === 'undo' || name === 'redo') {
      assert.ok(shown.has(text), trace);
    } else if (field === 'number' && (isDigit || name === 'Backspace' || name === 'Delete')) {
      const digits = digitsOf(before);
      const isIgnored = isDigit && digits.length >= SHORTEST && digitsOf(text) === digits;
      if (!isIgnored) assert.equal(digitsOf(text), digitsAfter(name, before), trace);
    }
    shown.add(text);
  }
}

inEachBrowser(
  'undo and redo',
  ['Chromium', 'Firefox', 'WebKit'],
  page => {
    for (const [field, cases] of Object.entries(HISTORY)) {
      for (const [what, acts] of Object.entries(cases)) {
        test(`${field}: ${what}`, async () => {
          const payer = await page.enter(field);
          const shown = [''];
          for (const act of acts.flatMap(act => (typeof act === 'string' ? [...act] : act))) {
            await payer.does(act);
            shown.push(await payer.text());
          }
          const last = shown.length - 1;
          const caret = await payer.shown();
          await walk(payer, undo, shown, last, 0);
          await walk(payer, redo, shown, 0, last);
          if (caret.endsWith('|')) await payer.shows(caret);
        });
      }
    }

    for (const [field, cases] of Object.entries(EDITS)) {
      for (const [what, [before, key, count]] of Object.entries(cases)) {
        test(`${field}: ${what} is ${count ? 'one edit' : 'none'}`, async () => {
          const payer = await page.enter(field);
          await payer.does(before);
          assert.equal(await payer.edits(key), count);
        });
      }
    }

    for (const [field, { keys, beginnings }] of Object.entries(BEGINNINGS)) {
      test(`${field}: any steps give what was typed, or a beginning of it`, async () => {
        for (const steps of [
          [undo, undo, undo, redo, redo],
          [undo, redo, undo, undo, redo, redo, redo, undo],
        ]) {
          const payer = await page.enter(field);
          await payer.does(keys);
          for (const step of steps) {
            await payer.does(step);
            const text = await payer.text();
            assert.ok(beginnings.includes(text), text);
          }
        }
      });

      for (const seed of [1, 2, 3]) {
        test(`${field}: at random, ${seed}`, async () => wander(await page.enter(field), field, seed));
      }

      for (const [what, script] of Object.entries(LACKING)) {
        test(`${field}: without ${what}`, async () => {
          const payer = await page.enter(field);
          await payer.runInForm(script);
          await payer.does(keys);
          await payer.shows(`${beginnings.at(-1)}|`);
          await wander(payer, field, 4, beginnings);
        });
      }
    }

    const WIPED = {
      'a wiped text': ['4242424242424242'],
      'a text deleted before the wipe': ['4242424242424242', ctrl('a'), DELETE],
      'a text undone before the wipe': ['4242424242424242', ...times(20, undo)],
    };
    for (const [what, acts] of Object.entries(WIPED)) {
      test(`${what} does not come back`, async () => {
        const payer = await page.enter('number');
        for (const act of acts) await payer.does(act);
        await payer.clear();
        await payer.does('37');
        await payer.shows('37|');
        for (const act of [...times(5, undo), ...times(25, redo)]) {
          await payer.does(act);
          assert.ok(['', '3', '37'].includes(await payer.text()));
        }
      });
    }
  },
  ['Chromium', 'Firefox'],
);
