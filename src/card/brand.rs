//! Brands: which may a number belong to, and which one wins.
//!
//! The facts stand in [`table`](super::table); here are only the rules that read them. It knows no validity: that is
//! [`number`](super::number)'s.

use super::table::TABLE;

/// A brand, in the order in which candidates are named: the most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // their names say it, and `info()` the rest
pub enum Brand {
    Visa,
    Mastercard,
    AmericanExpress,
    DinersClub,
    Discover,
    Troy,
    Jcb,
    UnionPay,
    Naranja,
    Verve,
    Maestro,
    Elo,
    Mir,
    Hiper,
    Hipercard,
    RuPay,
    Uatp,
    Dankort,
    Mada,
    Meeza,
    Bancontact,
    CartesBancaires,
    KoreanLocal,
}

/// First and last beginning of a run of numbers, both of the same count of digits: `(2221, 2720)`.
pub type Range = (u32, u32);

/// What is known of a brand.
#[derive(Debug)]
pub struct BrandInfo {
    /// The brand.
    pub brand: Brand,
    /// Its id, as the npm package credit-card-type writes them.
    pub id: &'static str,
    /// Its name, as it writes it itself.
    pub name: &'static str,
    /// Digit positions before which a space stands.
    pub gaps: &'static [usize],
    /// The counts of digits that its numbers have, ascending.
    pub lengths: &'static [usize],
    /// What its security code is called, and how many digits it has. `None`: its cards need carry none.
    pub code: Option<(&'static str, usize)>,
    /// Whether the check digit (ISO/IEC 7812-1, annex B) decides.
    pub luhn: bool,
    /// It also stands on cards of another brand, and takes nothing from that one: both are candidates.
    pub co_badge: bool,
    /// How its numbers begin: sorted, and no two of a brand overlap.
    pub ranges: &'static [Range],
}

impl BrandInfo {
    /// The shortest number.
    pub fn shortest(&self) -> usize {
        self.lengths.first().copied().unwrap_or(0)
    }

    /// The longest number.
    pub fn longest(&self) -> usize {
        self.lengths.last().copied().unwrap_or(0)
    }
}

impl Brand {
    /// Everything known of it.
    pub fn info(self) -> &'static BrandInfo {
        &TABLE[self as usize]
    }

    /// Its id: `american-express`.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The brand of that id.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|info| info.id == id).map(|info| info.brand)
    }

    /// The brands that a number with this beginning (ASCII digits) may have.
    ///
    /// A single best match wins only once every candidate's range is typed to its end; then the longest range is the
    /// best, of equals the first. Co-badges stay beside the winner. All brands for no digits; none for a dead beginning.
    pub fn detect(digits: &str) -> Brands {
        if digits.is_empty() {
            return Brands::ALL;
        }
        let Some(typed) = Span::read(digits) else { return Brands::NONE };
        let (mut primary, mut co_badges) = (Brands::NONE, Brands::NONE);
        let mut best: Option<(Brand, u32)> = None;
        let mut undecided = false;
        for info in &TABLE {
            match typed.fit(info.ranges) {
                None => {}
                Some(_) if info.co_badge => co_badges.insert(info.brand),
                Some(fit) => {
                    primary.insert(info.brand);
                    match fit {
                        Fit::Partial => undecided = true,
                        Fit::Full(length) if best.is_none_or(|(_, longest)| length > longest) => {
                            best = Some((info.brand, length));
                        }
                        Fit::Full(_) => {}
                    }
                }
            }
        }
        match best {
            Some((winner, _)) if !undecided => co_badges.with(winner),
            _ => co_badges.union(primary),
        }
    }
}

/// How a number's beginning lies to a range.
enum Fit {
    /// It may still become one of the range.
    Partial,
    /// It is one of the range, whose beginnings have this many digits.
    Full(u32),
}

/// No range has longer beginnings.
const LONGEST: usize = 8;

/// Numbers that begin alike: the first eight digits of the first and of the last of them.
struct Span {
    first: u32,
    last: u32,
    /// How many digits were given, of these eight.
    length: u32,
}

impl Span {
    /// Of beginnings above 0.
    fn of((first, last): Range) -> Self {
        let (mut rest, mut length) = (1, LONGEST as u32);
        while first * rest < 10_000_000 {
            rest *= 10;
            length -= 1;
        }
        Self { first: first * rest, last: last * rest + (rest - 1), length }
    }

    /// Of what was typed: ASCII digits, the first of which is not 0, with which no brand begins.
    fn read(digits: &str) -> Option<Self> {
        let mut value = 0;
        for byte in digits.bytes().take(LONGEST) {
            if !byte.is_ascii_digit() || (value == 0 && byte == b'0') {
                return None;
            }
            value = value * 10 + u32::from(byte - b'0');
        }
        (value > 0).then(|| Self::of((value, value)))
    }

    /// How what was typed lies to the ranges of a brand, which are sorted and apart.
    fn fit(&self, ranges: &[Range]) -> Option<Fit> {
        let next = ranges.partition_point(|range| Self::of(*range).last < self.first);
        let range = Self::of(*ranges.get(next)?);
        let fit = if self.length < range.length { Fit::Partial } else { Fit::Full(range.length) };
        (range.first <= self.last).then_some(fit)
    }
}

/// A set of brands, told in the order of the table: the most likely first.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Brands(u32);

impl Brands {
    /// No brand.
    pub const NONE: Self = Self(0);
    /// Every brand.
    pub const ALL: Self = Self((1 << TABLE.len()) - 1);

    /// The brands of a list.
    pub fn of(brands: &[Brand]) -> Self {
        brands.iter().fold(Self::NONE, |set, brand| set.with(*brand))
    }

    /// How many.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it is among them.
    pub fn contains(self, brand: Brand) -> bool {
        self.0 & (1 << brand as u32) != 0
    }

    /// The most likely one.
    pub fn first(self) -> Option<Brand> {
        self.iter().next()
    }

    /// The only one, if it is alone.
    pub fn only(self) -> Option<Brand> {
        self.first().filter(|_| self.len() == 1)
    }

    /// The most likely first.
    pub fn iter(self) -> impl Iterator<Item = Brand> + Clone {
        TABLE.iter().map(|info| info.brand).filter(move |brand| self.contains(*brand))
    }

    /// What both hold.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What either holds.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// One brand more.
    pub fn with(self, brand: Brand) -> Self {
        Self(self.0 | 1 << brand as u32)
    }

    fn insert(&mut self, brand: Brand) {
        *self = self.with(brand);
    }
}

impl core::fmt::Debug for Brands {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
