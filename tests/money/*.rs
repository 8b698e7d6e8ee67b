
#[test]
fn a_part_is_rounded_up_to_a_minor_unit() {
    let won = Currency::parse("KRW").expect("a currency");
    for (minor, parts, part) in [(100_000, 3, 33_334), (99_999, 3, 33_333), (5, 1, 5), (5, 0, 5), (1, 36, 1)] {
        let money = Money::from_minor(minor, won).expect("an amount");
        assert_eq!(money.part_of(parts).minor(), part, "{minor} in {parts}");
    }
}
