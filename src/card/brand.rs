//! Brands: to which may a number belong, and which one wins.
//!
//! The facts are in `table`; here are only the rules that read them. Whether a number is valid is not decided here, but
//! in [`number`](super::number).

pub use super::table::{Brand, BrandInfo, Range};

use super::table::TABLE;

impl BrandInfo {
    /// How many digits its shortest number has.
    pub fn shortest(&self) -> usize {
        self.lengths.first().copied().unwrap_or(0)
    }

    /// How many digits its longest number has.
    pub fn longest(&self) -> usize {
        self.lengths.last().copied().unwrap_or(0)
    }
}

impl Brand {
    /// Everything that is known about it.
    #[expect(clippy::indexing_slicing, reason = "the table has one entry for each variant, by its macro")]
    pub fn info(self) -> &'static BrandInfo {
        &TABLE[self as usize]
    }

    /// Its id: `american-express`. The contract's type `Brand` lists them all.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The brand with this id; `None` for any other text.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|info| info.id == id).map(|info| info.brand)
    }

    /// The brands that a number with this beginning may have. `digits`: ASCII digits only.
    ///
    /// While the range of some candidate is not typed to its end, all candidates remain. Then the candidate with the
    /// longest range wins, the first one of equals. Co-badges remain beside the winner. No digits give all brands; a
    /// beginning that no brand has gives none.
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

/// How the digits typed so far match a range.
enum Fit {
    /// The number may still become one of the range.
    Partial,
    /// The number is one of the range, whose beginnings have this many digits.
    Full(usize),
}

/// The most digits that a range's beginnings have.
const LONGEST: usize = 8;

/// What was typed, prepared for comparing it with ranges.
struct Typed {
    /// By their length, one digit to eight: the beginning of the least number that begins as typed, and of the
    /// greatest.
    beginnings: [(u32, u32); LONGEST],
    /// How many digits were typed, at most eight.
    length: usize,
}

impl Typed {
    /// Reads ASCII digits; `None` for any other text.
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

    /// The brands that have a range with the first three digits.
    fn likely(&self) -> Brands {
        let (least, greatest) = self.beginnings[2];
        let within = BY_THREE_DIGITS.get(least as usize..=greatest as usize).unwrap_or_default();
        within.iter().fold(Brands::NONE, |brands, more| brands.union(*more))
    }

    /// How it matches the one range that it can match; `None` for no match. `ranges`: sorted, without overlap.
    #[expect(clippy::indexing_slicing, reason = "middle < end <= ranges.len(); a range has 1 to LONGEST digits")]
    fn fit(&self, ranges: &[Range]) -> Option<Fit> {
        // Not `partition_point`: built for size, it makes two calls a step.
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

/// How many digits the beginnings of a range have: 1 to [`LONGEST`].
#[inline(always)]
const fn length((_, last): Range) -> usize {
    // Not `ilog10`: built for size, it is a call, and took half of the time of `detect`.
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

/// By the first three digits: the brands that have such numbers. With it `detect` skips most brands.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where a wrong index is an error")]
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

/// A set of brands. Its order is that of the table: the most likely first.
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

    /// One bit for each brand; the most likely brand has the lowest bit.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The brands of these bits; bits of no brand are ignored.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// How many brands.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is no brand.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the brand is among them.
    pub fn contains(self, brand: Brand) -> bool {
        self.0 & (1 << brand as u32) != 0
    }

    /// The most likely brand.
    pub fn first(self) -> Option<Brand> {
        self.iter().next()
    }

    /// The brand, if there is exactly one.
    pub fn only(self) -> Option<Brand> {
        self.first().filter(|_| self.len() == 1)
    }

    /// The brands, the most likely first.
    pub fn iter(self) -> impl Iterator<Item = Brand> + Clone {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let next = TABLE.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(next.brand)
        })
    }

    /// The brands that are in both.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The brands that are in one of both.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These brands and this one.
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
