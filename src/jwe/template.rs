//! The plaintext before the card is in it: JSON with a mark for each value of the card.
//!
//! A module without the card writes the template, as its format says. The module with the card fills it, and has nothing of any
//! format. Marks are control characters that JSON never has: in a text they are escaped, and none of them is white space.

use zeroize::Zeroizing;

use super::escape::escape;

/// The two lengths that a plaintext can have, in bytes, so that its length says nothing about the card.
pub const LENGTHS: [usize; 2] = [1024, 2048];

crate::words! {
    /// A value of the card.
    pub enum Slot {
        /// The number.
        Number = "number",
        /// The month in which it ends, with two digits.
        ExpMonth = "exp_month",
        /// The year in which it ends, with four digits.
        ExpYear = "exp_year",
        /// The last two digits of that year.
        ExpYearShort = "exp_year_short",
        /// The security code.
        Cvv = "cvv",
        /// The name.
        CardholderName = "name",
        /// Korea: birth date or business number.
        Identity = "identity",
        /// Korea: the first two digits of the card's password.
        Password = "password",
        /// The id of the network that the payer chose.
        Network = "network",
        /// The month as a number: without a zero in front.
        Month = "month",
    }
}

/// The mark of the first value; those of the others follow.
const FIRST: u8 = 0x0E;

/// Before and after a part that is left out if no value in it was given.
pub const OPTIONAL: u8 = 0x1F;

impl Slot {
    /// The mark in a template that the value replaces.
    pub fn mark(self) -> u8 {
        FIRST + self as u8
    }

    fn of_mark(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte.checked_sub(FIRST)?)).copied()
    }
}

/// The plaintext of a template, filled with spaces up to the next of [`LENGTHS`]. `value`: the bytes of each value, which are
/// escaped here; none where it was not given.
///
/// `None` above 2048 bytes, or for a template with a value for which `value` has `None`: the number of a card that is only known by
/// its security code.
pub fn fill<'a>(template: &str, value: &dyn Fn(Slot) -> Option<&'a [u8]>) -> Option<Zeroizing<Vec<u8>>> {
    let mut plaintext = Plaintext { bytes: Zeroizing::new(vec![0; LENGTHS[1]]), end: 0 };
    for (nth, part) in template.as_bytes().split(|byte| *byte == OPTIONAL).enumerate() {
        let start = plaintext.end;
        let mut is_given = nth % 2 == 0;
        for byte in part {
            if let Some(slot) = Slot::of_mark(*byte) {
                let value = value(slot)?;
                is_given |= !value.is_empty();
                escape(value, &mut |byte| plaintext.write(byte));
            } else {
                plaintext.write(*byte);
            }
        }
        if !is_given {
            plaintext.end = start;
        }
    }
    let Plaintext { mut bytes, end } = plaintext;
    bytes.get_mut(end..)?.fill(b' ');
    let [short, long] = LENGTHS;
    bytes.truncate(if end <= short { short } else { long });
    Some(bytes)
}

/// A buffer that never grows, because its old self would not be wiped.
struct Plaintext {
    bytes: Zeroizing<Vec<u8>>,
    /// How many bytes were written, or did not fit.
    end: usize,
}

impl Plaintext {
    fn write(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.end) {
            *place = byte;
        }
        self.end += 1;
    }
}
