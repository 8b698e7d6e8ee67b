// The declared differences of brands as a table to look a number up in: what both packages ought to say of it.
import { createRequire } from 'node:module';
import { CO_BADGES, DIFFERENCES, ONLY_OURS } from '../brand_differences.mjs';

/** A CommonJS package, from the same place as card-validator has it. */
export const creditCardType = createRequire(import.meta.url)('credit-card-type');

/** Our order: theirs, and behind it the brands that only we know. */
export const ORDER = [...creditCardType('').map(({ type }) => type), ...ONLY_OURS.map(({ id }) => id)];

/** No brand's range has longer beginnings. */
const LONGEST_RANGE = 8;

/** `6522-6530*` as the beginnings it names. */
function* beginnings(where) {
  for (const run of where.trim().split(/\s+/)) {
    const [, first, last = first, star] = /^(\d+)(?:-(\d+))?(\*?)$/.exec(run);
    for (let at = Number(first); at <= Number(last); at++) yield { digits: String(at), andBehind: star === '*' };
  }
}

/** What holds at single beginnings, and what holds for all numbers behind a beginning. */
function table() {
  const at = new Map();
  const behind = new Map();
  const add = (map, digits, entry) => {
    const found = map.get(digits);
    if (!found) map.set(digits, [entry]);
    else if (found.at(-1) !== entry) found.push(entry);
  };
  return {
    addAt: (digits, entry) => add(at, digits, entry),
    addBehind: (digits, entry) => add(behind, digits, entry),
    *find(digits) {
      yield* at.get(digits) ?? [];
      for (let length = Math.min(digits.length, LONGEST_RANGE); length > 0; length--) {
        yield* behind.get(digits.slice(0, length)) ?? [];
      }
    },
  };
}

const differences = table();
for (const { why, cases } of DIFFERENCES) {
  for (const { theirs, ours, where } of cases) {
    const difference = { why, theirs, ours };
    for (const { digits, andBehind } of beginnings(where)) {
      if (andBehind) differences.addBehind(digits, difference);
      else differences.addAt(digits, difference);
    }
  }
}

const coBadges = table();
for (const coBadge of CO_BADGES) {
  for (const { digits } of beginnings(coBadge.where)) {
    coBadges.addBehind(digits, coBadge);
    for (let length = 1; length < digits.length; length++) coBadges.addAt(digits.slice(0, length), coBadge);
  }
}

/** The declared differences, co-badges aside, that name a number or its beginning: at most one, or it is a mistake. */
export const differencesAt = digits => [...differences.find(digits)];

/** The co-badges that a number or its beginning may have. */
export const coBadgesAt = digits => [...new Set(coBadges.find(digits))];

/** Ids, separated by spaces, that credit-card-type gives. */
export const theirBrands = digits =>
  creditCardType(digits)
    .map(({ type }) => type)
    .join(' ');

/** Some brands and co-badges beside them, in our order. */
export function withCoBadges(ids, beside) {
  if (beside.length === 0) return ids;
  const all = new Set([...ids.split(' '), ...beside.map(({ brand }) => brand)]);
  return ORDER.filter(id => all.has(id)).join(' ');
}
