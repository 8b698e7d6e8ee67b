// Typing in real browsers with real keys: after each step, the field has the text and the caret that a payer expects.
import { Key } from 'selenium-webdriver';
import { ctrl, inEachBrowser, paste, shift, testSteps } from './support/typist.mjs';

const { ARROW_LEFT: LEFT, ARROW_RIGHT: RIGHT, BACK_SPACE: BACKSPACE, DELETE, END, HOME } = Key;

const times = (count, key) => key.repeat(count);
const fill = (text, inputType) => payer => payer.fill(text, inputType);

/** By field and case: steps of an action (keys, or a function of the payer) and what the field shows then, with caret or selection. */
// prettier-ignore
const TYPING = {
  number: {
    'a gap appears with the first digit after it': [['4242', '4242|'], ['4', '4242 4|'], ['24242424242', '4242 4242 4242 4242|']],
    'separators and letters are ignored': [
      ['4242', '4242|'], [' ', '4242|'], ['-', '4242|'], ['x', '4242|'], ['4', '4242 4|'],
    ],
    'in the middle, the caret stays after the typed digit': [
      ['424242', '4242 42|'], [HOME, '|4242 42'], [RIGHT, '4|242 42'], ['5', '45|24 242'], ['66', '4566| 2424 2'],
      ['7', '4566 7|242 42'], [END, '4566 7242 42|'],
    ],
    'a digit typed at a gap is put after it, from either side': [
      ['42424', '4242 4|'], [LEFT, '4242 |4'], ['1', '4242 1|4'], [times(2, LEFT), '4242| 14'], ['3', '4242 3|14'],
    ],
    'Backspace over a gap deletes the digit before it': [
      ['42424', '4242 4|'], [LEFT, '4242 |4'], [BACKSPACE, '424|4'], [BACKSPACE, '42|4'], [END + BACKSPACE, '42|'],
    ],
    'Backspace at the end deletes the gap with its digit': [['42424', '4242 4|'], [BACKSPACE, '4242|'], [BACKSPACE, '424|']],
    'Delete before a gap deletes the digit after it': [
      ['42425678', '4242 5678|'], [times(5, LEFT), '4242| 5678'], [DELETE, '4242| 678'], [RIGHT + DELETE, '4242 |78'],
      [HOME + DELETE, '|2427 8'],
    ],
    'typing replaces a selection with its gaps': [
      ['42424242', '4242 4242|'], [times(2, LEFT), '4242 42|42'], [shift(times(4, LEFT)), '424[2 42]42'],
      ['1', '4241| 42'], [shift(times(2, RIGHT)), '4241[ 4]2'], ['9', '4241 9|2'], [shift(HOME), '[4241 9]2'],
      [DELETE, '|2'],
    ],
    'a digit typed over itself and the gap after it stays': [
      ['42424242', '4242 4242|'], [times(4, LEFT), '4242 |4242'], [shift(times(2, LEFT)), '424[2 ]4242'],
      ['2', '4242| 4242'],
    ],
    'typing replaces the whole text': [['42424', '4242 4|'], [ctrl('a'), '[4242 4]'], ['5', '5|']],
    'a paste may have any separators': [
      [paste('4242-4242\u00A04242\u20134242\n'), '4242 4242 4242 4242|'],
      [ctrl('a'), '[4242 4242 4242 4242]'], [paste('No. 5555 5555.'), '5555 5555|'],
      [HOME + times(2, RIGHT), '55|55 5555'], [paste('1111'), '5511 11|55 5555'],
    ],
    'a paste that is too long is kept whole': [
      [paste('5555 5555 5555 4444 12'), '5555 5555 5555 444412|'], ['3', '5555 5555 5555 444412|'],
      [BACKSPACE, '5555 5555 5555 44441|'], [BACKSPACE, '5555 5555 5555 4444|'],
    ],
    'what was cut can be pasted': [
      ['378282', '3782 82|'], [ctrl('a'), '[3782 82]'], [ctrl('x'), '|'], [ctrl('v'), '3782 82|'],
    ],
    'a full field ignores further digits, at any caret position': [
      ['5555555555554444', '5555 5555 5555 4444|'], ['1', '5555 5555 5555 4444|'], [HOME, '|5555 5555 5555 4444'],
      ['1', '|5555 5555 5555 4444'], [times(5, RIGHT), '5555 |5555 5555 4444'], ['1', '5555 |5555 5555 4444'],
      [shift(RIGHT), '5555 [5]555 5555 4444'], ['1', '5555 1|555 5555 4444'],
    ],
    'the brand changes while typing': [
      ['782822463', '7828 2246 3|'], [HOME, '|7828 2246 3'], ['3', '3|782 822463'], [BACKSPACE, '|7828 2246 3'],
      ['4', '4|782 8224 63'], [DELETE, '4|828 2246 3'], [shift(LEFT), '[4]828 2246 3'], ['37', '37|82 822463'],
      [END + '10005', '3782 822463 10005|'], ['1', '3782 822463 10005|'],
      [times(6, LEFT) + BACKSPACE, '3782 82246|1 0005'],
    ],
    'digits of other keyboards': [
      ['４２', '42|'], ['٤٢', '4242|'], ['۴', '4242 4|'], ['२', '4242 42|'], [paste('𝟜'), '4242 424|'], [BACKSPACE, '4242 42|'],
      [BACKSPACE, '4242 4|'], [HOME, '|4242 4'], ['５', '5|424 24'],
    ],
    'autofill may write any format': [
      [fill('4242424242424242'), '4242 4242 4242 4242|'], [fill('378282246310005'), '3782 822463 10005|'],
      [fill('3782-822463-10005'), '3782 822463 10005|'], [fill(''), '|'], ['4', '4|'],
    ],
  },
  expiry: {
    'the slash appears with the year': [['12', '12|'], ['3', '12 / 3|'], ['4', '12 / 34|'], ['5', '12 / 34|']],
    'a typed slash is shown': [['12/', '12 / |'], ['/', '12 / |'], ['34', '12 / 34|']],
    'a month of one digit gets its zero': [
      ['5', '05|'], ['34', '05 / 34|'], [ctrl('a'), '[05 / 34]'], ['1/', '01 / |'], [ctrl('a'), '[01 / ]'],
      ['13', '01 / 3|'],
    ],
    'the year may have four digits': [['1220', '12 / 20|'], ['34', '12 / 2034|'], ['5', '12 / 2034|']],
    'Backspace over the slash deletes the digit before it and keeps the year': [
      ['1234', '12 / 34|'], [times(2, LEFT), '12 / |34'], [BACKSPACE, '1| / 34'], ['1', '11| / 34'],
      [times(2, BACKSPACE), '| / 34'], ['05', '05| / 34'],
    ],
    'Backspace at the end deletes the slash with the year': [['123', '12 / 3|'], [BACKSPACE, '12|'], [BACKSPACE, '1|']],
    'Delete before the slash deletes the digit after it': [
      ['1234', '12 / 34|'], [HOME + times(2, RIGHT), '12| / 34'], [DELETE, '12| / 4'], [DELETE, '12|'],
    ],
    'digits and slash of other keyboards': [['１２／', '12 / |'], ['٣٤', '12 / 34|']],
    'a full stop or comma is a slash': [
      ['1.', '01 / |'], ['2034', '01 / 2034|'], [ctrl('a'), '[01 / 2034]'], [paste('1.29'), '01 / 29|'],
      [ctrl('a'), '[01 / 29]'], ['12,', '12 / |'], [fill('1.2034'), '01 / 2034|'],
    ],
    'a date that cannot be read is not taken': [
      [fill('12/34'), '12 / 34|'], [ctrl('a'), '[12 / 34]'], [paste('01 Dec 2034'), '12 / 34|'],
      [fill('Dec 2034'), '|'], [fill('2034-12-01'), '|'], ['1234', '12 / 34|'],
    ],
    'a paste in any format': [
      [paste('1/34'), '01 / 34|'], [ctrl('a'), '[01 / 34]'], [paste('2034-12'), '12 / 2034|'],
      [ctrl('a'), '[12 / 2034]'], [paste('122034'), '12 / 2034|'],
    ],
    'autofill in any format, over any text': [
      [fill('12/2034'), '12 / 2034|'], [fill('2035-11'), '11 / 2035|'], [fill('1/36'), '01 / 36|'],
      [fill('12 / 34'), '12 / 34|'], [fill('2034-5'), '05 / 2034|'], [fill('0634'), '06 / 34|'],
      [fill('2035-11', 'insertReplacementText'), '11 / 2035|'], [fill('1/36', 'insertReplacementText'), '01 / 36|'],
    ],
  },
  cvv: {
    'digits only, as many as any card has': [['1', '1|'], ['a', '1|'], [' ', '1|'], ['234', '1234|'], ['5', '1234|']],
    'in the middle': [['123', '123|'], [LEFT + BACKSPACE, '1|3'], ['9', '19|3'], [HOME + DELETE, '|93']],
    'digits of other keyboards': [['１٢۳', '123|']],
    'a paste': [[paste(' 1-2 3 '), '123|']],
  },
  name: { 'any text is kept as typed': [['KIM 42424', 'KIM 42424|'], [HOME + ' ４', ' ４|KIM 42424']] },
};

inEachBrowser('typing', ['Chromium', 'Firefox', 'WebKit'], page => testSteps(page, TYPING), ['Chromium', 'Firefox']);
