//! What a keystroke takes from the allocator: the text that it returns, and a check nothing at all.

use std::hint::black_box;

use allocation_counter::measure;
use payments_widget::card::edit::{Kind, edit, edit_forward};
use payments_widget::card::number::{self, NumberOptions};
use payments_widget::card::{Brand, Brands, YearMonth, cvv, expiry, name};

const NOW: YearMonth = YearMonth { year: 2026, month: 11 };

fn allocations<T>(work: impl FnOnce() -> T) -> u64 {
    measure(|| drop(black_box([work()]))).count_total
}

#[test]
fn a_keystroke_allocates_the_text_that_it_returns() {
    let strokes = [
        (Kind::Number, "", "4", 1),
        (Kind::Number, "4242", "42424", 5),
        (Kind::Number, "4242 4242 4242 4242", "4242 4242 4242 42421", 20),
        (Kind::Number, "", "４２４２-٤٢٤٢", 9),
        (Kind::Number, "4242 4242", "42424242", 4),
        (Kind::Expiry, "1", "12", 2),
        (Kind::Expiry, "", "2034-12", 7),
        (Kind::Digits { most: 3 }, "12", "123", 3),
        (Kind::Digits { most: 10 }, "90010", "900101", 6),
        (Kind::Name, "Ki", "Kim", 3),
    ];
    for (kind, old, new, caret) in strokes {
        for rule in [edit, edit_forward] {
            assert_eq!(allocations(|| rule(kind, old, new, caret)), 1, "{kind:?} {old} {new}");
        }
    }
}

#[test]
fn a_check_allocates_nothing() {
    let options = NumberOptions::default();
    for text in ["", "4", "4242 4242 4242 4242", "４２４２", "4242x", "5078 0312 3456 7890"] {
        assert_eq!(allocations(|| number::validate(text, &options)), 0, "{text}");
        assert_eq!(allocations(|| Brand::detect(text)), 0, "{text}");
        assert_eq!(allocations(|| expiry::validate(text, NOW, expiry::MAX_YEARS_AHEAD)), 0, "{text}");
        assert_eq!(allocations(|| cvv::validate(text, cvv::lengths(Brands::ALL))), 0, "{text}");
        assert_eq!(allocations(|| name::validate(text)), 0, "{text}");
    }
}
