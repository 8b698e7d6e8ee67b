// The clocks of both packages: ours takes `now` or reads `Date`, theirs always reads `Date`.

// Theirs reads the month of the machine's zone.
process.env.TZ = 'UTC';

const HALF_DAY = 12 * 60 * 60 * 1000;

/** Amid months, at the turn of a month and of a year, early and late in a century. */
export const CLOCKS = [
  '2026-10-15T12:00:00Z',
  '2026-01-20T00:00:00Z',
  '2026-12-31T23:59:59Z',
  '2034-11-15T12:00:00Z',
  '2019-06-15T12:00:00Z',
  '2085-05-15T12:00:00Z',
  '2099-12-15T12:00:00Z',
  '2102-03-15T12:00:00Z',
  '2031-01-01T06:00:00Z',
  '2028-03-01T11:59:59.999Z',
  '2028-03-01T12:00:00Z',
].map(clock => Date.parse(clock));

let [time] = CLOCKS;

class StoppedDate extends Date {
  constructor(...given) {
    super(.../** @type {[number]} */ (given.length === 0 ? [time] : given));
  }

  static now() {
    return time;
  }
}

globalThis.Date = /** @type {any} */ (StoppedDate);

export function setClock(clock) {
  time = clock;
}

/** `now` in each of the forms that our options take; without it the clock is asked. */
export const NOW = {
  date: clock => ({ now: new Date(clock) }),
  text: clock => ({ now: new Date(clock - HALF_DAY).toISOString().slice(0, 7) }),
  none: () => ({}),
};

export const yearOf = clock => new Date(clock).getUTCFullYear();

const monthOf = clock => new Date(clock).toISOString().slice(0, 7);

export const everywhere = {
  why: 'A month is over only when it is over everywhere on Earth, twelve hours behind UTC.',
  correct: input =>
    monthOf(input.clock - HALF_DAY) === monthOf(input.clock) ? input : { ...input, clock: input.clock - HALF_DAY },
};
