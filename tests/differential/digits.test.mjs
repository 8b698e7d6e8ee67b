// Which characters are digits, against the Unicode data of this Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { DIGITS } from './support/corrections.mjs';

const { formatCardNumber } = await PaymentsAPI.ready();

test('every decimal digit of Unicode is a digit, and nothing else is', () => {
  for (let code = 0; code < 0x110000; code++) {
    const c = String.fromCodePoint(code);
    // An older Unicode does not have all of ours yet.
    if (/\p{Cn}/u.test(c)) continue;
    assert.equal(formatCardNumber(c), String(DIGITS.get(c) ?? ''), `U+${code.toString(16)}`);
  }
});
