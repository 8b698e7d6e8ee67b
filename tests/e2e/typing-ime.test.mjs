// Typing with an input method (IME), as in Japan and Korea: a composition is never rewritten; once committed, its text is
// formatted like any typed text.
import { Key } from 'selenium-webdriver';
import { cancel, commit, compose, inEachBrowser, leave, shift, testSteps } from './support/typist.mjs';

const { ARROW_LEFT: LEFT, ARROW_RIGHT: RIGHT, BACK_SPACE: BACKSPACE, HOME } = Key;

const submit = payer => payer.submit();

/** By field and case: steps of an action and what the field shows then. */
// prettier-ignore
const COMPOSING = {
  number: {
    'full-width digits, one after the other': [
      ['4242', '4242|'], [compose('４'), '4242４|'], [compose('４２'), '4242４２|'], [commit('４２'), '4242 42|'],
      ['4', '4242 424|'],
    ],
    'in the middle': [
      ['424242', '4242 42|'], [HOME + RIGHT, '4|242 42'], [compose('５'), '4５|242 42'], [compose('５６'), '4５６|242 42'],
      [commit('５６'), '456|2 4242'], [BACKSPACE, '45|24 242'],
    ],
    'before a gap': [
      ['424242', '4242 42|'], [LEFT + LEFT + LEFT, '4242| 42'], [compose('１'), '4242１| 42'], [commit('１'), '4242 1|42'],
    ],
    'over a selection': [
      ['424242', '4242 42|'], [LEFT, '4242 4|2'], [shift(LEFT + LEFT + LEFT), '424[2 4]2'], [compose('９'), '424９|2'],
      [commit('９９'), '4249 9|2'],
    ],
    'the committed text may differ from the composed one': [
      ['42', '42|'], [compose('に'), '42に|'], [compose('にじゅう'), '42にじゅう|'], [compose('２０'), '42２０|'],
      [commit('２０'), '4220|'],
    ],
    'cancelled': [
      ['424242', '4242 42|'], [HOME + RIGHT, '4|242 42'], [compose('５'), '4５|242 42'], [compose('５６'), '4５６|242 42'],
      [cancel, '4|242 42'], ['7', '47|24 242'],
    ],
    'letters are ignored': [
      ['4242', '4242|'], [compose('ㅋ'), '4242ㅋ|'], [compose('카'), '4242카|'], [commit('카'), '4242|'], ['4', '4242 4|'],
    ],
    'a full field ignores further digits': [
      ['5555555555554444', '5555 5555 5555 4444|'], [compose('１'), '5555 5555 5555 4444１|'],
      [commit('１'), '5555 5555 5555 4444|'],
    ],
    'the brand changes': [
      ['782822463', '7828 2246 3|'], [HOME, '|7828 2246 3'], [compose('３'), '３|7828 2246 3'],
      [commit('３'), '3|782 822463'],
    ],
    'the page submits during a composition': [
      ['4242', '4242|'], [compose('４２'), '4242４２|'], [submit, '4242４２|'], [compose('４２４'), '4242４２４|'],
      [commit('４２４'), '4242 424|'],
    ],
    'leaving the field commits the composition': [['4242', '4242|'], [compose('４２'), '4242４２|'], [leave, '4242 42|']],
  },
  expiry: {
    'digits and slash': [
      ['1', '1|'], [compose('２'), '1２|'], [commit('２'), '12|'], [compose('／'), '12／|'], [commit('／'), '12 / |'],
      [compose('３'), '12 / ３|'], [compose('３４'), '12 / ３４|'], [commit('３４'), '12 / 34|'],
    ],
    'a month of one digit gets its zero on commit': [[compose('５'), '５|'], [commit('５'), '05|']],
  },
  cvv: { 'full-width digits': [['1', '1|'], [compose('２'), '1２|'], [commit('２３'), '123|']] },
  name: {
    'a syllable composed of its letters': [
      [compose('ㄱ'), 'ㄱ|'], [compose('기'), '기|'], [compose('김'), '김|'], [commit('김'), '김|'], [' ', '김 |'],
      [compose('ㅁ'), '김 ㅁ|'], [compose('민'), '김 민|'], [commit('민'), '김 민|'],
    ],
  },
};

inEachBrowser('composing', ['Chromium', 'Firefox'], page => testSteps(page, COMPOSING), ['Chromium', 'Firefox']);
