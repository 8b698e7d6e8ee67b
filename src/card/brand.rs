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
        let Some(typed) = Typed::read(digits) else { return Brands::NONE };
        let (mut primary, mut co_badges) = (Brands::NONE, Brands::NONE);
        let mut best: Option<(Brand, usize)> = None;
        let mut undecided = false;
        for brand in typed.likely().iter() {
            let info = brand.info();
            match typed.fit(info.ranges) {
                None => {}
                Some(_) if info.co_badge => co_badges.insert(brand),
                Some(fit) => {
                    primary.insert(brand);
                    match fit {
                        Fit::Partial => undecided = true,
                        Fit::Full(length) if best.is_none_or(|(_, longest)| length > longest) => {
                            best = Some((brand, length));
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
    Full(usize),
}

/// No range has longer beginnings.
const LONGEST: usize = 8;

/// What was typed, ready to be held against ranges.
struct Typed {
    /// The beginnings, of one digit to eight, of the least number that begins as typed, and of the greatest.
    beginnings: [(u32, u32); LONGEST],
    /// How many digits were given, of these eight.
    length: usize,
}

impl Typed {
    /// Of ASCII digits.
    fn read(digits: &str) -> Option<Self> {
        let mut typed = Self { beginnings: [(0, 0); LONGEST], length: digits.len().min(LONGEST) };
        let (mut least, mut greatest) = (0, 0);
        let mut rest = digits.bytes();
        for beginning in &mut typed.beginnings {
            let (low, high) = match rest.next() {
                Some(digit @ b'0'..=b'9') => (digit - b'0', digit - b'0'),
                Some(_) => return None,
                None => (0, 9),
            };
            (least, greatest) = (least * 10 + u32::from(low), greatest * 10 + u32::from(high));
            *beginning = (least, greatest);
        }
        Some(typed)
    }

    /// The brands with a range that begins with the first three digits.
    fn likely(&self) -> Brands {
        let (least, greatest) = self.beginnings[2];
        (least..=greatest).fold(Brands::NONE, |brands, three| brands.union(BY_THREE_DIGITS[three as usize]))
    }

    /// How it lies to the ranges of a brand, which are sorted and apart.
    fn fit(&self, ranges: &[Range]) -> Option<Fit> {
        // Not `partition_point`: built for size it makes two calls a step.
        let (mut next, mut end) = (0, ranges.len());
        while next < end {
            let middle = (next + end) / 2;
            let range = ranges[middle];
            if range.1 < self.beginnings[length(range) - 1].0 { next = middle + 1 } else { end = middle }
        }
        let range = *ranges.get(next)?;
        let length = length(range);
        let fit = if self.length < length { Fit::Partial } else { Fit::Full(length) };
        (range.0 <= self.beginnings[length - 1].1).then_some(fit)
    }
}

/// How many digits the beginnings of a range have.
#[inline(always)]
const fn length((_, last): Range) -> usize {
    // Not `ilog10`: built for size that is a call, and took half of the time of a look.
    match last {
        0..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        1000..10_000 => 4,
        10_000..100_000 => 5,
        100_000..1_000_000 => 6,
        1_000_000..10_000_000 => 7,
        _ => LONGEST,
    }
}

/// The brands that have numbers with these three digits in front, so that a look at a number passes over most brands.
static BY_THREE_DIGITS: [Brands; 1000] = {
    let mut by_three = [Brands::NONE; 1000];
    let mut brand = 0;
    while brand < TABLE.len() {
        let mut next = 0;
        while next < TABLE[brand].ranges.len() {
            let range = TABLE[brand].ranges[next];
            let (first, last) = match length(range) {
                1 => (range.0 * 100, range.1 * 100 + 99),
                2 => (range.0 * 10, range.1 * 10 + 9),
                digits => {
                    let rest = 10u32.pow(digits as u32 - 3);
                    (range.0 / rest, range.1 / rest)
                }
            };
            let mut three = first;
            while three <= last {
                by_three[three as usize] = by_three[three as usize].with(TABLE[brand].brand);
                three += 1;
            }
            next += 1;
        }
        brand += 1;
    }
    by_three
};

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

    /// One bit a brand, the most likely lowest.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The brands of these bits; others are passed over.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits & Self::ALL.0)
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
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let next = TABLE.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(next.brand)
        })
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
    pub const fn with(self, brand: Brand) -> Self {
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
