// `detectCardBrand` against npm credit-card-type on every beginning of one to six digits, and deeper where six do not
// decide. Every difference is in brand_differences.mjs; what is not declared there fails, and what is must be seen.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { CO_BADGES, DIFFERENCES, INFO_DIFFERENCES, ONLY_OURS } from './brand_differences.mjs';
import { coBadgesAt, creditCardType, differencesAt, ORDER, theirBrands, withCoBadges } from './support/brands.mjs';

const MOST_DIGITS = 6;

let validators;
/** By beginning: the ids that each package gives, separated by spaces. */
const answers = new Map();

const ourBrands = digits =>
  validators
    .detectCardBrand(digits)
    .map(({ id }) => id)
    .join(' ');

const answersTo = digits => ({ theirs: theirBrands(digits), ours: ourBrands(digits) });

before(async () => {
  validators = await PaymentsAPI.ready();
  for (let length = 1; length <= MOST_DIGITS; length++) {
    for (let at = 0; at < 10 ** length; at++) {
      const digits = String(at).padStart(length, '0');
      answers.set(digits, answersTo(digits));
    }
  }
});

/** What is declared of a beginning, and what is wrong with the two answers by it. */
function classify(digits, { theirs, ours }) {
  const [declared, ...more] = differencesAt(digits);
  const beside = coBadgesAt(digits);
  const expected = withCoBadges(declared ? declared.ours : theirs, beside);
  let wrong = null;
  if (more.length > 0) wrong = `${digits} is declared more than once`;
  else if (declared && declared.theirs !== theirs) wrong = `${digits}: theirs is "${theirs}", not "${declared.theirs}"`;
  else if (expected !== ours) wrong = `${digits}: theirs "${theirs}", ours "${ours}", declared "${expected}"`;
  return { declared, beside, wrong };
}

const assertNone = wrong =>
  assert.ok(wrong.length === 0, `${wrong.length} beginnings, first\n${wrong.slice(0, 30).join('\n')}`);

test('on every beginning of one to six digits we say what they say, or what is declared', t => {
  const wrong = [];
  const met = new Map([...DIFFERENCES, ...CO_BADGES].map(({ why }) => [why, 0]));
  let different = 0;
  for (const [digits, answer] of answers) {
    const found = classify(digits, answer);
    if (found.wrong) wrong.push(found.wrong);
    if (answer.theirs !== answer.ours) different++;
    if (found.declared) met.set(found.declared.why, met.get(found.declared.why) + 1);
    for (const { why } of found.beside) met.set(why, met.get(why) + 1);
  }
  assertNone(wrong);
  assert.equal(answers.size, 1_111_110);
  t.diagnostic(`${answers.size} beginnings, ${different} with another answer:`);
  for (const [why, count] of met) {
    assert.ok(count > 0, `never met: ${why}`);
    t.diagnostic(`${String(count).padStart(7)}  ${why}`);
  }
});

test('and behind those of six digits that begin a range of eight', t => {
  const open = [...answers].filter(([digits, { theirs, ours }]) => {
    if (digits.length < MOST_DIGITS || ![theirs, ours].some(ids => ids.includes(' '))) return false;
    return theirBrands(`${digits}00`) !== theirs || ourBrands(`${digits}00`) !== ours;
  });
  const wrong = [];
  for (const [start] of open) {
    for (let at = 0; at < 110; at++) {
      const digits = start + (at < 10 ? at : String(at - 10).padStart(2, '0'));
      const found = classify(digits, answersTo(digits));
      if (found.wrong) wrong.push(found.wrong);
    }
  }
  assertNone(wrong);
  assert.ok(open.length > 30);
  t.diagnostic(`${open.length} beginnings of six digits, ${open.length * 110} of seven and eight behind them`);
});

test('the brands that both name come in the same order', () => {
  const common = (ids, others) => ids.split(' ').filter(id => others.split(' ').includes(id));
  const pairs = new Map([...answers.values()].map(answer => [`${answer.theirs}|${answer.ours}`, answer]));
  for (const { theirs, ours } of pairs.values()) assert.deepEqual(common(ours, theirs), common(theirs, ours));
});

test('no digits: every brand, theirs first and in their order', () => {
  const theirs = creditCardType('').map(({ type }) => type);
  assert.deepEqual(ourBrands('').split(' '), [...theirs, ...ONLY_OURS.map(({ id }) => id)]);
});

test('a dead beginning has no brand, whatever follows it', () => {
  for (const dead of ['0', '00', '20', '210', '2120', '2721', '29', '306', '32', '3527', '359', '7', '80', '83']) {
    for (const more of ['', '4', '00', '5555', '0000000000', '5105105105105100']) {
      assert.deepEqual([dead + more, ourBrands(dead + more)], [dead + more, '']);
    }
  }
});

test('of a brand we say what they say, or what is declared', () => {
  const ours = new Map(validators.detectCardBrand('').map(info => [info.id, info]));
  for (const { id, lengths } of ONLY_OURS) assert.deepEqual(ours.get(id).lengths, lengths);
  const different = [];
  for (const { type, niceType, gaps, lengths, code } of creditCardType('')) {
    const info = ours.get(type);
    const pairs = {
      name: [niceType, info.name],
      gaps: [gaps, info.gaps],
      lengths: [lengths, info.lengths],
      cvv: [{ name: code.name, length: code.size }, info.cvv],
    };
    for (const [what, [theirs, mine]] of Object.entries(pairs)) {
      if (JSON.stringify(theirs) !== JSON.stringify(mine)) different.push({ brand: type, what, theirs, ours: mine });
    }
  }
  const inOrder = list => list.toSorted((one, other) => ORDER.indexOf(one.brand) - ORDER.indexOf(other.brand));
  assert.deepEqual(
    inOrder(different),
    inOrder(INFO_DIFFERENCES.map(({ brand, what, theirs, ours: mine }) => ({ brand, what, theirs, ours: mine }))),
  );
});
