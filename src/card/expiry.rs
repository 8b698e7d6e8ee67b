//! The expiry date: read as people, autofill and `<input type=month>` write it, and held against a given clock.
//!
//! Never asks what time it is.

use super::digits;
use super::error::{Check, FieldError};

/// How far ahead an expiry may lie: no issuer dates a card further, and a further one is a slip.
pub const MAX_YEARS_AHEAD: u16 = 19;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    /// The full year: 2034.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl YearMonth {
    /// The month that it still is somewhere on Earth, at UTC−12, this many milliseconds after 1970 began at UTC.
    ///
    /// Against it a card is expired only when its last month is over everywhere.
    pub fn from_unix_ms_utc_minus_12(ms: i64) -> Self {
        const HALF_DAY: i64 = 12 * 60 * 60 * 1000;
        let days = ms.saturating_sub(HALF_DAY).div_euclid(2 * HALF_DAY);
        // Days to a civil date: H. Hinnant, https://howardhinnant.github.io/date_algorithms.html#civil_from_days
        let days = days.clamp(0, 20_000_000) + 719_468;
        let era = days / 146_097;
        let day = days % 146_097;
        let year_of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: u16::try_from(year).unwrap_or(u16::MAX), month: u8::try_from(month).unwrap_or(1) }
    }

    /// `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (Part::read(year)?, Part::read(month)?);
        (year.length == 4 && month.length == 2 && (1..=12).contains(&month.value))
            .then(|| Self { year: year.value, month: month.month() })
    }
}

/// What a look at a date gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryCheck {
    /// It may be sent.
    pub is_valid: bool,
    /// False only when no further typing can make it valid.
    pub is_potentially_valid: bool,
    /// What is wrong with it as it stands, though further typing may mend it.
    pub error: Option<FieldError>,
    /// The month, once there is a whole date, be it over.
    pub month: Option<u8>,
    /// The full year, once there is a whole date, be it over.
    pub year: Option<u16>,
}

impl ExpiryCheck {
    fn new(check: Check, date: Option<YearMonth>) -> Self {
        let Check { is_valid, is_potentially_valid, error } = check;
        Self { is_valid, is_potentially_valid, error, month: date.map(|d| d.month), year: date.map(|d| d.year) }
    }

    /// The part that every field's check has.
    pub fn check(&self) -> Check {
        let Self { is_valid, is_potentially_valid, error, .. } = *self;
        Check { is_valid, is_potentially_valid, error }
    }

    /// The date, once there is a whole one.
    pub fn date(&self) -> Option<YearMonth> {
        Some(YearMonth { year: self.year?, month: self.month? })
    }
}

/// What a look at a month gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCheck {
    /// What every check has.
    pub check: Check,
    /// Not over yet, were it of this year.
    pub is_valid_for_this_year: bool,
}

/// What a look at a year gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearCheck {
    /// What every check has.
    pub check: Check,
    /// It is the clock's year.
    pub is_current_year: bool,
    /// The full year, be it over; not one that is too far ahead.
    pub year: Option<u16>,
}

/// Looks at a date of at most so many years ahead: `12/34`, `12 / 34`, `12/2034`, `1234`, `122034`, `2034-12`.
pub fn validate(text: &str, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    if text.chars().all(is_nothing) {
        return ExpiryCheck::new(Check::unfinished(FieldError::ExpirationDateRequired), None);
    }
    let Some(groups) = Groups::read(text) else {
        return ExpiryCheck::new(Check::wrong(FieldError::ExpirationDateInvalid), None);
    };
    let (month, year) = groups.split(now, max_years_ahead);
    let check = validate_read(month, year, groups.is_year_first(), now, max_years_ahead);
    if !check.is_potentially_valid && groups.may_be_a_year(now, max_years_ahead) {
        return ExpiryCheck::new(Check::unfinished(FieldError::ExpirationDateIncomplete), None);
    }
    check
}

/// Looks at a date whose month and year stand apart.
pub fn validate_parts(month: &str, year: &str, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    match (Part::read(month), Part::read(year)) {
        (Some(month), Some(year)) if month.length + year.length > 0 => {
            validate_read(month, year, true, now, max_years_ahead)
        }
        (Some(_), Some(_)) => ExpiryCheck::new(Check::unfinished(FieldError::ExpirationDateRequired), None),
        _ => ExpiryCheck::new(Check::wrong(FieldError::ExpirationDateInvalid), None),
    }
}

/// Looks at a month alone.
pub fn validate_month(text: &str, now: YearMonth) -> MonthCheck {
    let part = Part::read(text);
    let check = part.map_or(Check::wrong(FieldError::ExpirationDateInvalid), check_month);
    MonthCheck { check, is_valid_for_this_year: check.is_valid && part.is_some_and(|part| part.month() >= now.month) }
}

/// Looks at a year alone.
pub fn validate_year(text: &str, now: YearMonth, max_years_ahead: u16) -> YearCheck {
    match Part::read(text) {
        Some(part) => check_year(part, now, max_years_ahead),
        None => {
            YearCheck { check: Check::wrong(FieldError::ExpirationDateInvalid), is_current_year: false, year: None }
        }
    }
}

/// `month_is_open`: nothing stands behind the month, so that a 1 may still become October to December.
fn validate_read(month: Part, year: Part, month_is_open: bool, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    let month_check = check_month(month);
    let may_be_later = month_is_open && month.length == 1 && month.value == 1;
    let may_go_on = may_be_a_century(year, now, max_years_ahead);
    let YearCheck { check: year_check, year, .. } = check_year(year, now, max_years_ahead);
    let date = year.filter(|_| month_check.is_valid).map(|year| YearMonth { year, month: month.month() });
    let is_wrong = |check: Check| check.error == Some(FieldError::ExpirationDateInvalid);
    let check = match date {
        Some(date) if date < now && (may_go_on || (may_be_later && date.year == now.year)) => {
            Check::unfinished(FieldError::CardExpired)
        }
        Some(date) if date < now => Check::wrong(FieldError::CardExpired),
        Some(_) => Check::VALID,
        None => Check {
            is_valid: false,
            is_potentially_valid: month_check.is_potentially_valid && year_check.is_potentially_valid,
            error: Some(match year_check.error {
                _ if is_wrong(month_check) || is_wrong(year_check) => FieldError::ExpirationDateInvalid,
                Some(FieldError::CardExpired) if month_check.is_valid || !year_check.is_potentially_valid => {
                    FieldError::CardExpired
                }
                _ => FieldError::ExpirationDateIncomplete,
            }),
        },
    };
    ExpiryCheck::new(check, date)
}

fn check_month(part: Part) -> Check {
    match (part.length, part.value) {
        (0, _) => Check::unfinished(FieldError::ExpirationDateRequired),
        (1, 0) => Check::unfinished(FieldError::ExpirationDateIncomplete),
        (1..=2, 1..=12) => Check::VALID,
        _ => Check::wrong(FieldError::ExpirationDateInvalid),
    }
}

fn check_year(part: Part, now: YearMonth, max_years_ahead: u16) -> YearCheck {
    let unfinished = |error| YearCheck { check: Check::unfinished(error), is_current_year: false, year: None };
    let year = match part.length {
        0 => return unfinished(FieldError::ExpirationDateRequired),
        1 => return unfinished(FieldError::ExpirationDateIncomplete),
        2 => two_digit_year(part.value, now.year, max_years_ahead),
        3 if may_be_a_century(part, now, max_years_ahead) => return unfinished(FieldError::ExpirationDateIncomplete),
        4 => part.value,
        _ => {
            let check = Check::wrong(FieldError::ExpirationDateInvalid);
            return YearCheck { check, is_current_year: false, year: None };
        }
    };
    let in_reach = year <= now.year.saturating_add(max_years_ahead);
    let error = match year {
        _ if !in_reach => Some(FieldError::ExpirationDateInvalid),
        _ if year < now.year => Some(FieldError::CardExpired),
        _ => None,
    };
    let check = match error {
        None => Check::VALID,
        Some(error) if may_be_a_century(part, now, max_years_ahead) => return unfinished(error),
        Some(error) => Check::wrong(error),
    };
    YearCheck { check, is_current_year: year == now.year, year: in_reach.then_some(year) }
}

/// Whether two or three digits are the beginning of a year of four that may be in reach.
fn may_be_a_century(part: Part, now: YearMonth, max_years_ahead: u16) -> bool {
    let centuries = now.year / 100..=now.year.saturating_add(max_years_ahead) / 100;
    match part.length {
        2 => centuries.contains(&part.value),
        3 => centuries.contains(&(part.value / 10)),
        _ => false,
    }
}

/// In this century, or the next where only that one is in reach.
fn two_digit_year(value: u16, this_year: u16, max_years_ahead: u16) -> u16 {
    let year = (this_year / 100 * 100).saturating_add(value);
    let next = year.saturating_add(100);
    if year < this_year && next <= this_year.saturating_add(max_years_ahead) { next } else { year }
}

/// What may stand around a date and says nothing.
fn is_nothing(c: char) -> bool {
    digits::is_space(c) || digits::is_bidi_mark(c)
}

/// A run of digits.
#[derive(Clone, Copy, Default)]
struct Part {
    value: u16,
    length: usize,
}

impl Part {
    /// Digits, with white space around them; `None` when anything else stands there.
    fn read(text: &str) -> Option<Self> {
        let mut part = Self::default();
        for c in text.trim_matches(is_nothing).chars().filter(|c| !digits::is_bidi_mark(*c)) {
            part.push(digits::value(c)?);
        }
        Some(part)
    }

    fn push(&mut self, digit: u8) {
        self.value = self.value.saturating_mul(10).saturating_add(u16::from(digit));
        self.length += 1;
    }

    /// The value as a month; only of a part that [`check_month`] found valid.
    fn month(self) -> u8 {
        u8::try_from(self.value).unwrap_or(0)
    }
}

/// The digits of a date, apart where a separator stood.
struct Groups {
    first: Part,
    second: Option<Part>,
    /// The digits of the first group, for the reading without a separator.
    run: [u8; Self::LONGEST],
}

impl Groups {
    /// `MMYYYY`.
    const LONGEST: usize = 6;

    /// `None` when it is no date: other characters, a third group, a group that is too long.
    fn read(text: &str) -> Option<Self> {
        let mut groups = Self { first: Part::default(), second: None, run: [0; Self::LONGEST] };
        let (mut separated, mut slash) = (false, false);
        for c in text.trim_matches(is_nothing).chars() {
            if let Some(digit) = digits::value(c) {
                if separated && groups.second.replace(Part::default()).is_some() {
                    return None;
                }
                separated = false;
                match &mut groups.second {
                    Some(second) => second.push(digit),
                    None => {
                        *groups.run.get_mut(groups.first.length)? = digit;
                        groups.first.push(digit);
                    }
                }
            } else if digits::is_slash(c) || digits::is_hyphen(c) {
                if slash || groups.second.is_some() {
                    return None;
                }
                (separated, slash) = (true, true);
            } else if digits::is_space(c) {
                separated = true;
            } else if !digits::is_bidi_mark(c) {
                return None;
            }
        }
        if separated {
            // A separator that nothing follows yet: "12/".
            groups.second.get_or_insert_default();
        }
        Some(groups)
    }

    /// "2034-12", as `<input type=month>` has it.
    fn is_year_first(&self) -> bool {
        self.first.length == 4 && self.second.is_some_and(|second| second.length <= 2)
    }

    /// Month and year.
    fn split(&self, now: YearMonth, max_years_ahead: u16) -> (Part, Part) {
        match self.second {
            Some(second) if self.is_year_first() => (second, self.first),
            Some(second) => (self.first, second),
            None => {
                let at = self.month_digits(now, max_years_ahead);
                (self.part(0, at), self.part(at, self.first.length))
            }
        }
    }

    /// Whether it is the beginning of "2034-12", with nothing behind the year yet.
    fn may_be_a_year(&self, now: YearMonth, max_years_ahead: u16) -> bool {
        let year = check_year(self.first, now, max_years_ahead).check;
        self.second.is_none() && (3..=4).contains(&self.first.length) && year.is_potentially_valid
    }

    /// How many digits of an unseparated date are its month's, as card-validator has it: two if it can, but one where
    /// what follows a 1 is a year of its own by the clock (`1` `20` while the 2020s last).
    fn month_digits(&self, now: YearMonth, max_years_ahead: u16) -> usize {
        match self.run {
            [0, ..] => 2,
            [1, 0..=2, ..] => {
                let rest = self.part(1, self.first.length);
                if check_year(rest, now, max_years_ahead).check.is_potentially_valid { 1 } else { 2 }
            }
            _ => 1,
        }
    }

    fn part(&self, from: usize, to: usize) -> Part {
        let mut part = Part::default();
        self.run.iter().take(to.min(self.first.length)).skip(from).for_each(|digit| part.push(*digit));
        part
    }
}
