//! The expiry date: read as people, autofill and `<input type=month>` write it, and compared with a given month.
//!
//! Never asks what time it is.

use core::fmt;

use super::check::Check;
use super::digits;
use super::field::FieldError;

/// How many years ahead an expiry may be: no issuer dates a card further, so a later one is a typing error.
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
    /// The month at UTC−12, the last time zone on Earth in which a month ends. `ms`: milliseconds since 1970-01-01 UTC.
    ///
    /// Compared with it, a card is expired only when its last month is over everywhere.
    pub fn from_unix_ms_utc_minus_12(ms: i64) -> Self {
        const HALF_DAY: i64 = 12 * 60 * 60 * 1000;
        let days = ms.saturating_sub(HALF_DAY).div_euclid(2 * HALF_DAY);
        // From days to a date: H. Hinnant, https://howardhinnant.github.io/date_algorithms.html#civil_from_days
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

    /// Two digits of the month and four of the year, in ASCII.
    pub fn digits(self) -> [u8; 6] {
        let (month, year) = (u16::from(self.month), self.year);
        [month / 10, month, year / 1000, year / 100, year / 10, year].map(|number| b'0' + (number % 10) as u8)
    }

    /// Reads `YYYY-MM`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (Part::read(year)?, Part::read(month)?);
        (year.length == 4 && month.length == 2 && (1..=12).contains(&month.value))
            .then(|| Self { year: year.value, month: month.month() })
    }
}

/// The result of checking a date. Its `Debug` text has the check, but not the date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ExpiryCheck {
    /// The date may be sent.
    pub is_valid: bool,
    /// False only if no further typing can make the date valid.
    pub is_potentially_valid: bool,
    /// What is wrong with the date as it is now, even if further typing can correct it. `None` if it is valid.
    pub error: Option<FieldError>,
    /// The month, once there is a whole date, even a past one.
    pub month: Option<u8>,
    /// The full year, once there is a whole date, even a past one.
    pub year: Option<u16>,
}

impl ExpiryCheck {
    fn new(check: Check, date: Option<YearMonth>) -> Self {
        let Check { is_valid, is_potentially_valid, error } = check;
        Self { is_valid, is_potentially_valid, error, month: date.map(|d| d.month), year: date.map(|d| d.year) }
    }

    /// The part that the check of every field has.
    pub fn check(&self) -> Check {
        let Self { is_valid, is_potentially_valid, error, .. } = *self;
        Check { is_valid, is_potentially_valid, error }
    }

    /// The date, once it is whole, even a past one.
    pub fn date(&self) -> Option<YearMonth> {
        Some(YearMonth { year: self.year?, month: self.month? })
    }
}

impl fmt::Debug for ExpiryCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.check().fmt(f)
    }
}

/// The result of checking a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCheck {
    /// The part that the check of every field has.
    pub check: Check,
    /// In the current year this month is not over yet.
    pub is_valid_for_this_year: bool,
}

/// The result of checking a year. Its `Debug` text has the check, but not the year.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct YearCheck {
    /// The part that the check of every field has.
    pub check: Check,
    /// It is the current year.
    pub is_current_year: bool,
    /// The full year, even a past one; `None` if it is too far ahead or not whole.
    pub year: Option<u16>,
}

impl fmt::Debug for YearCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.check.fmt(f)
    }
}

/// Checks a date: `12/34`, `12 / 34`, `12.34`, `12/2034`, `1234`, `122034`, `2034-12`. `now`: the current month;
/// `max_years_ahead`: the most years that it may be ahead, such as [`MAX_YEARS_AHEAD`].
pub fn validate(text: &str, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    if text.chars().all(is_blank) {
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

/// Checks a date whose month and year are separate texts; for `now` and `max_years_ahead` see [`validate`].
pub fn validate_parts(month: &str, year: &str, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    match (Part::read(month), Part::read(year)) {
        (Some(month), Some(year)) if month.length + year.length > 0 => {
            validate_read(month, year, true, now, max_years_ahead)
        }
        (Some(_), Some(_)) => ExpiryCheck::new(Check::unfinished(FieldError::ExpirationDateRequired), None),
        _ => ExpiryCheck::new(Check::wrong(FieldError::ExpirationDateInvalid), None),
    }
}

/// Checks a month alone.
pub fn validate_month(text: &str, now: YearMonth) -> MonthCheck {
    let part = Part::read(text);
    let check = part.map_or(Check::wrong(FieldError::ExpirationDateInvalid), check_month);
    MonthCheck { check, is_valid_for_this_year: check.is_valid && part.is_some_and(|part| part.month() >= now.month) }
}

/// Checks a year alone; for `now` and `max_years_ahead` see [`validate`].
pub fn validate_year(text: &str, now: YearMonth, max_years_ahead: u16) -> YearCheck {
    match Part::read(text) {
        Some(part) => check_year(part, now, max_years_ahead),
        None => {
            YearCheck { check: Check::wrong(FieldError::ExpirationDateInvalid), is_current_year: false, year: None }
        }
    }
}

/// `month_is_open`: nothing follows the month, so that a 1 may still become October to December.
fn validate_read(month: Part, year: Part, month_is_open: bool, now: YearMonth, max_years_ahead: u16) -> ExpiryCheck {
    let month_check = check_month(month);
    let may_be_later = month_is_open && month.length == 1 && month.value == 1;
    let year_may_grow = may_be_a_century(year, now, max_years_ahead);
    let YearCheck { check: year_check, year, .. } = check_year(year, now, max_years_ahead);
    let date = year.filter(|_| month_check.is_valid).map(|year| YearMonth { year, month: month.month() });
    let is_wrong = |check: Check| check.error == Some(FieldError::ExpirationDateInvalid);
    let check = match date {
        Some(date) if date < now && (year_may_grow || (may_be_later && date.year == now.year)) => {
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

/// Whether a text is a date that is shown as the same date, be it the beginning of one. The clock does not matter.
pub(super) fn is_legible(text: &str) -> bool {
    let Some(groups) = Groups::read(text) else { return false };
    let [first, second, ..] = groups.run;
    match groups.second {
        Some(month) if groups.is_year_first() => month.length > 0 && [first, second] == [2, 0],
        Some(_) => groups.first.length <= 2,
        None => {
            let year = groups.part(month_length(first, second), groups.first.length);
            match year.length {
                3 => year.value / 10 == 20,
                4 => year.value / 100 == 20,
                length => length <= 2,
            }
        }
    }
}

/// How many of the first two digits of a date are its month where no separator follows them; 0 for a digit that is not there.
pub(super) fn month_length(first: u8, second: u8) -> usize {
    match (first, second) {
        (1, 3..) | (2.., _) => 1,
        _ => 2,
    }
}

/// Whether the first two characters are a month, `12 / 99`: then it is the year that is wrong.
pub fn begins_with_month(text: &str) -> bool {
    let mut part = Part::default();
    for c in text.chars().take(2) {
        match digits::value(c) {
            Some(digit) => part.push(digit),
            None => return false,
        }
    }
    check_month(part).is_valid
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
    let is_near = year <= now.year.saturating_add(max_years_ahead);
    let error = match year {
        _ if !is_near => Some(FieldError::ExpirationDateInvalid),
        _ if year < now.year => Some(FieldError::CardExpired),
        _ => None,
    };
    let check = match error {
        None => Check::VALID,
        Some(error) if may_be_a_century(part, now, max_years_ahead) => return unfinished(error),
        Some(error) => Check::wrong(error),
    };
    YearCheck { check, is_current_year: year == now.year, year: is_near.then_some(year) }
}

/// Whether two or three digits can be the beginning of a year of four digits that is not too far ahead.
fn may_be_a_century(part: Part, now: YearMonth, max_years_ahead: u16) -> bool {
    let centuries = now.year / 100..=now.year.saturating_add(max_years_ahead) / 100;
    match part.length {
        2 => centuries.contains(&part.value),
        3 => centuries.contains(&(part.value / 10)),
        _ => false,
    }
}

/// The full year: in this century, or in the next if only that year is neither past nor too far ahead.
fn two_digit_year(value: u16, this_year: u16, max_years_ahead: u16) -> u16 {
    let year = (this_year / 100 * 100).saturating_add(value);
    let next = year.saturating_add(100);
    if year < this_year && next <= this_year.saturating_add(max_years_ahead) { next } else { year }
}

/// A character around a date that has no meaning.
fn is_blank(c: char) -> bool {
    digits::is_space(c) || digits::is_bidi_mark(c)
}

/// Digits in a row.
#[derive(Clone, Copy, Default)]
struct Part {
    value: u16,
    length: usize,
}

impl Part {
    /// Reads digits, with white space around them; `None` if the text has any other character.
    fn read(text: &str) -> Option<Self> {
        let mut part = Self::default();
        for c in text.trim_matches(is_blank).chars().filter(|c| !digits::is_bidi_mark(*c)) {
            part.push(digits::value(c)?);
        }
        Some(part)
    }

    fn push(&mut self, digit: u8) {
        self.value = self.value.saturating_mul(10).saturating_add(u16::from(digit));
        self.length += 1;
    }

    /// The value as a month; only for a part that [`check_month`] found valid.
    fn month(self) -> u8 {
        u8::try_from(self.value).unwrap_or(0)
    }
}

/// The digits of a date, split at its separator.
struct Groups {
    first: Part,
    second: Option<Part>,
    /// The digits of the first group, for the reading without a separator.
    run: [u8; Self::LONGEST],
}

impl Groups {
    /// `MMYYYY`.
    const LONGEST: usize = 6;

    /// `None` if it is not a date: other characters, a third group, a group that is too long.
    fn read(text: &str) -> Option<Self> {
        let mut groups = Self { first: Part::default(), second: None, run: [0; Self::LONGEST] };
        let (mut separated, mut has_separator) = (false, false);
        for c in text.trim_matches(is_blank).chars() {
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
            } else if digits::is_date_separator(c) || digits::is_hyphen(c) {
                if has_separator || groups.second.is_some() {
                    return None;
                }
                (separated, has_separator) = (true, true);
            } else if digits::is_space(c) {
                separated = true;
            } else if !digits::is_bidi_mark(c) {
                return None;
            }
        }
        if separated {
            // Nothing follows the separator yet: "12/".
            groups.second.get_or_insert_default();
        }
        Some(groups)
    }

    /// "2034-12", as the value of `<input type=month>`.
    /// <https://html.spec.whatwg.org/multipage/input.html#month-state-(type=month)>
    fn is_year_first(&self) -> bool {
        self.first.length == 4 && self.second.is_some_and(|second| second.length <= 2)
    }

    /// The month and the year.
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

    /// Whether it may be the beginning of "2034-12", with nothing after the year yet.
    fn may_be_a_year(&self, now: YearMonth, max_years_ahead: u16) -> bool {
        let year = check_year(self.first, now, max_years_ahead).check;
        self.second.is_none() && (3..=4).contains(&self.first.length) && year.is_potentially_valid
    }

    /// How many digits of a date without separator are its month's, as npm card-validator decides it: two if they can
    /// be a month, but one if what follows a 1 can be a year (`1` `20` during the 2020s).
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
