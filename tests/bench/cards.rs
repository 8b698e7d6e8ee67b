//! The card knowledge natively, as a server uses it: a look at a number, at its brand, at a date, and a keystroke.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::hint::black_box;

    use criterion::Criterion;
    use payments_widget::card::edit::{Kind, edit};
    use payments_widget::card::number::{self, NumberOptions};
    use payments_widget::card::{Brand, YearMonth, expiry};

    /// One of each length and keyboard, whole and begun.
    const NUMBERS: [&str; 8] = [
        "4242424242424242",
        "4242 4242 4242 4242",
        "3782 822463 10005",
        "5555 5555 5555 4444",
        "6304 0000 0000 0000 00",
        "４２４２４２４２４２４２４２４２",
        "4571",
        "65",
    ];

    pub(super) fn run() {
        let mut criterion = Criterion::default().configure_from_args();
        let options = NumberOptions::default();
        for text in NUMBERS {
            criterion.bench_function(&["validate ", text].concat(), |bench| {
                bench.iter(|| number::validate(black_box(text), &options));
            });
        }
        for digits in ["4", "45", "6521", "424242", "6062828888666688"] {
            criterion.bench_function(&["detect ", digits].concat(), |bench| {
                bench.iter(|| Brand::detect(black_box(digits)));
            });
        }
        let now = YearMonth { year: 2026, month: 11 };
        criterion.bench_function("expiry 12/34", |bench| {
            bench.iter(|| expiry::validate(black_box("12/34"), now, expiry::MAX_YEARS_AHEAD));
        });
        criterion.bench_function("keystroke", |bench| {
            bench.iter(|| edit(Kind::Number, black_box("4242 4242 4242 424"), black_box("4242 4242 4242 4242"), 19));
        });
        criterion.final_summary();
    }
}
