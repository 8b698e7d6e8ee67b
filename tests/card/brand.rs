//! The table is sound, and a beginning gives the right candidates in the right order.

use payments_widget::card::brand::Range;
use payments_widget::card::{Brand, Brands};
use proptest::prelude::*;

/// A range as whole numbers of eight digits, which no range is longer than.
fn span((first, last): Range) -> (u32, u32) {
    let missing = 8 - first.to_string().len() as u32;
    (first * 10_u32.pow(missing), (last + 1) * 10_u32.pow(missing) - 1)
}

fn overlap(one: Range, other: Range) -> bool {
    let (one, other) = (span(one), span(other));
    one.0 <= other.1 && other.0 <= one.1
}

fn ids(digits: &str) -> String {
    Brand::detect(digits).iter().map(Brand::id).collect::<Vec<_>>().join(" ")
}

/// The ids that the package's types promise, in their order.
fn promised() -> Vec<&'static str> {
    let types = include_str!("../../www/api/index.d.ts");
    let union = types.split_once("export type Brand =").and_then(|(_, union)| union.split_once(';'));
    let Some((union, _)) = union else { panic!("no union of brands") };
    union.split('\'').skip(1).step_by(2).collect()
}

#[test]
fn the_ids_are_those_of_the_types() {
    let mut promised = promised();
    let mut ids: Vec<_> = Brands::ALL.iter().map(Brand::id).collect();
    promised.sort_unstable();
    ids.sort_unstable();
    assert_eq!(ids, promised);
    ids.dedup();
    assert_eq!(ids.len(), 23);
}

#[test]
fn every_entry_stands_at_its_place() {
    for brand in Brands::ALL.iter() {
        assert_eq!(brand.info().brand, brand);
        assert_eq!(Brand::from_id(brand.id()), Some(brand));
    }
    assert_eq!(Brand::from_id("Visa"), None);
    assert_eq!(Brand::from_id(""), None);
}

#[test]
fn every_entry_is_sound() {
    for info in Brands::ALL.iter().map(Brand::info) {
        let id = info.id;
        assert!(!info.name.is_empty() && !info.ranges.is_empty(), "{id}");
        assert!(info.lengths.is_sorted() && info.gaps.is_sorted(), "{id}");
        assert!((12..=19).contains(&info.shortest()) && (12..=19).contains(&info.longest()), "{id}");
        assert!(info.gaps.iter().all(|gap| (1..info.longest()).contains(gap)), "{id}: a gap outside");
        assert!(info.gaps.iter().any(|gap| *gap < info.shortest()), "{id}");
        if let Some((name, length)) = info.code {
            assert!(["CVV", "CVC", "CID", "CVN", "CVE", "CVP2"].contains(&name), "{id}: {name}");
            assert_eq!(length, if id == "american-express" { 4 } else { 3 }, "{id}");
        }
        for (first, last) in info.ranges {
            assert!(first <= last && *first > 0, "{id}: {first}");
            assert_eq!(first.ilog10(), last.ilog10(), "{id}: {first} and {last} differ in length");
            assert!(last.ilog10() < 8, "{id}: {last} is too long");
        }
    }
}

#[test]
fn the_ranges_of_a_brand_are_sorted_and_apart() {
    for info in Brands::ALL.iter().map(Brand::info) {
        assert!(info.ranges.is_sorted_by_key(|range| span(*range).0), "{}", info.id);
        for (position, one) in info.ranges.iter().enumerate() {
            for other in info.ranges.iter().skip(position + 1) {
                assert!(!overlap(*one, *other), "{}: {one:?} and {other:?}", info.id);
            }
        }
    }
}

#[test]
fn brands_overlap_only_where_declared() {
    // The second takes its runs from the first: its ranges are longer, so that they win.
    let declared = [
        "discover ⊃ troy",
        "discover ⊃ verve",
        "discover ⊃ elo",
        "discover ⊃ rupay",
        "visa ⊃ naranja",
        "visa ⊃ maestro",
        "visa ⊃ elo",
        "mastercard ⊃ naranja",
        "maestro ⊃ troy",
        "maestro ⊃ discover",
        "maestro ⊃ unionpay",
        "maestro ⊃ naranja",
        "maestro ⊃ verve",
        "maestro ⊃ elo",
        "maestro ⊃ hiper",
        "maestro ⊃ hipercard",
        "maestro ⊃ rupay",
        "maestro ⊃ bancontact",
        "uatp ⊃ jcb",
        // Ranges of one length: the first has it.
        "troy = elo",
        "verve = maestro",
    ];
    let primary: Vec<_> = Brands::ALL.iter().map(Brand::info).filter(|info| !info.co_badge).collect();
    let mut found = Vec::new();
    for one in &primary {
        for other in primary.iter().filter(|other| other.brand != one.brand) {
            let pairs = one.ranges.iter().flat_map(|a| other.ranges.iter().map(move |b| (*a, *b)));
            for ((first, _), (inner, _)) in pairs.filter(|(a, b)| overlap(*a, *b)) {
                match first.ilog10().cmp(&inner.ilog10()) {
                    core::cmp::Ordering::Less => found.push(format!("{} ⊃ {}", one.id, other.id)),
                    core::cmp::Ordering::Equal if one.brand < other.brand => {
                        found.push(format!("{} = {}", one.id, other.id));
                    }
                    _ => {}
                }
            }
        }
    }
    found.sort();
    found.dedup();
    let mut declared = declared.map(str::to_owned).to_vec();
    declared.sort();
    assert_eq!(found, declared);
}

#[test]
fn co_badges_stand_on_the_brands_declared() {
    let declared = [
        "dankort on visa",
        "mada on visa",
        "mada on mastercard",
        "mada on maestro",
        "mada on rupay",
        "meeza on maestro",
        "cartes-bancaires on visa",
        "cartes-bancaires on mastercard",
        "cartes-bancaires on maestro",
    ];
    let (badges, primary): (Vec<_>, Vec<_>) = Brands::ALL.iter().map(Brand::info).partition(|info| info.co_badge);
    let mut found = Vec::new();
    for badge in badges {
        for other in &primary {
            // A whole beginning leaves one other brand beside its co-badges.
            let shared = badge.ranges.iter().any(|range| Brand::detect(&range.0.to_string()).contains(other.brand));
            if shared {
                found.push(format!("{} on {}", badge.id, other.id));
            }
        }
    }
    found.sort();
    let mut declared = declared.map(str::to_owned).to_vec();
    declared.sort();
    assert_eq!(found, declared);
}

#[test]
fn every_range_is_reached() {
    for info in Brands::ALL.iter().map(Brand::info) {
        for range in info.ranges {
            let (first, last) = span(*range);
            let reached = [first, last].map(|number| Brand::detect(&number.to_string()));
            // Alone, or beside co-badges; a co-badge beside the brand of the same card.
            let whole = |brands: &Brands| {
                let primary = brands.iter().filter(|brand| !brand.info().co_badge).count();
                brands.contains(info.brand) && primary <= 1
            };
            assert!(reached.iter().any(whole), "{}: {range:?} gives {reached:?}", info.id);
        }
    }
}

#[test]
fn candidates_of_a_beginning() {
    let cases = [
        // A beginning that many share, the most likely first, as credit-card-type orders them.
        ("3", "american-express diners-club jcb"),
        ("2", "mastercard jcb mir mada"),
        ("22", "mastercard mir mada"),
        ("220", "mir"),
        ("222", "mastercard"),
        ("30", "diners-club jcb"),
        ("31", "jcb"),
        ("35", "jcb"),
        ("8", "unionpay rupay"),
        ("9", "troy mada korean-local"),
        ("6", "discover troy unionpay verve maestro elo hiper hipercard rupay mada bancontact"),
        // A single best match only once every candidate's range is typed.
        ("65", "discover troy verve maestro elo rupay"),
        ("6500", "discover troy verve maestro elo"),
        ("65005", "discover troy maestro elo"),
        ("650056", "discover"),
        ("650057", "elo"),
        ("650052", "troy"),
        ("650053", "discover"),
        ("6011", "discover"),
        ("60628", "maestro hipercard"),
        ("606282", "hipercard"),
        ("606283", "maestro"),
        // Ranges of eight digits.
        ("650858", "discover troy maestro"),
        ("65085800", "troy"),
        ("65085805", "discover"),
        ("637374", "maestro hiper"),
        ("63737423", "hiper"),
        // Ranges inside other ranges: Elo in UnionPay, UnionPay in Maestro.
        ("62778", "unionpay maestro elo"),
        ("627780", "elo"),
        ("627781", "unionpay"),
        ("62183", "maestro"),
        ("62184", "unionpay"),
        ("6280", "maestro"),
        ("6271", "unionpay"),
        // RuPay against its neighbours.
        ("508", "rupay mada"),
        ("652149", "discover"),
        ("652150", "rupay"),
        ("653149", "rupay"),
        ("653150", "discover"),
        ("606984", "maestro"),
        ("606985", "rupay"),
        ("607984", "rupay"),
        ("607985", "maestro"),
        ("6082", "rupay"),
        ("8171", "unionpay"),
        ("8172", "rupay"),
        ("8173", "rupay"),
        ("82", "rupay"),
        // National schemes.
        ("97", "troy korean-local"),
        ("979", "troy korean-local"),
        ("9792", "troy"),
        ("9791", "korean-local"),
        ("9793", "korean-local"),
        ("94", "korean-local"),
        ("9682", "mada"),
        ("968", "mada korean-local"),
        // Of the countries that issue their own cards none is Korea, whose number is 410.
        ("9410", "korean-local"),
        ("949022", "korean-local"),
        ("905", "korean-local"),
        ("9051", ""),
        ("9112", ""),
        ("9417", ""),
        ("970", "korean-local"),
        ("9704", ""),
        ("970419", ""),
        ("9762", ""),
        ("9804", ""),
        ("9860", ""),
        ("9891", ""),
        ("86", ""),
        ("8600", ""),
        ("1", "jcb uatp"),
        ("12", "uatp"),
        ("1800", "jcb"),
        ("5019", "dankort"),
        ("5018", "maestro"),
        ("6703", "bancontact"),
        ("6704", "maestro"),
        // Diners Club between JCB's newer ranges.
        ("3087", ""),
        ("3088", "jcb"),
        ("3094", "jcb"),
        ("3095", "diners-club"),
        ("3096", "jcb"),
        ("3102", "jcb"),
        ("3103", ""),
        // Co-badges remain candidates beside the winner.
        ("4571", "visa dankort"),
        ("4573", "visa elo"),
        ("4572", "visa"),
        ("440647", "visa mada"),
        ("497010", "visa cartes-bancaires"),
        ("513500", "mastercard cartes-bancaires"),
        ("223379", "mastercard mada"),
        ("22337902", "mastercard mada"),
        ("22337903", "mastercard"),
        ("507803", "maestro meeza"),
        ("507807", "maestro"),
        ("507810", "maestro meeza"),
        ("588845", "maestro mada"),
        // Dead beginnings.
        ("0", ""),
        ("7", ""),
        ("32", ""),
        ("307", ""),
        ("2120", ""),
        ("2721", ""),
        ("3590", ""),
        ("83", ""),
        // What is no digit.
        ("4x", ""),
        ("４", ""),
    ];
    for (digits, brands) in cases {
        assert_eq!(ids(digits), brands, "{digits}");
    }
}

#[test]
fn no_digits_may_become_any_brand() {
    assert_eq!(Brand::detect(""), Brands::ALL);
    assert_eq!(Brands::ALL.len(), 23);
    assert_eq!(Brands::ALL.first(), Some(Brand::Visa));
}

#[test]
fn a_set_of_brands() {
    let set = Brands::of(&[Brand::Elo, Brand::Visa, Brand::Elo]);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Brand::Visa, Brand::Elo]);
    assert_eq!((set.len(), set.first(), set.only()), (2, Some(Brand::Visa), None));
    assert_eq!(Brands::of(&[Brand::Elo]).only(), Some(Brand::Elo));
    assert_eq!(Brands::NONE.only(), None);
    assert!(Brands::NONE.is_empty() && !set.is_empty());
    assert_eq!(set.intersection(Brands::of(&[Brand::Elo, Brand::Mir])), Brands::of(&[Brand::Elo]));
    assert_eq!(set.union(Brands::of(&[Brand::Mir])).len(), 3);
    assert_eq!(format!("{set:?}"), "{Visa, Elo}");
}

proptest! {
    #[test]
    fn a_digit_more_never_brings_a_candidate(digits in "[0-9]{0,10}", next in "[0-9]") {
        let (before, after) = (Brand::detect(&digits), Brand::detect(&format!("{digits}{next}")));
        // The winner may be one that a more precise one had not yet outdone; it was a candidate all along.
        prop_assert!(after.iter().all(|brand| before.contains(brand)), "{digits} + {next}: {before:?} → {after:?}");
    }

    #[test]
    fn after_eight_digits_one_brand_wins(digits in "[0-9]{8,19}") {
        let primary = Brand::detect(&digits).iter().filter(|brand| !brand.info().co_badge).count();
        prop_assert!(primary <= 1, "{digits}");
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = (Brand::detect(&text), Brand::from_id(&text));
    }
}
