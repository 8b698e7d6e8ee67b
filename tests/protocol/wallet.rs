//! The shape of a wallet's id.

use payments_widget::protocol::payment::is_wallet_id;

#[test]
fn a_wallet_id_has_1_to_64_characters_and_no_control_characters() {
    let (longest, too_long) = ("w".repeat(64), "w".repeat(65));
    // Characters are counted, not bytes.
    let korean = "지".repeat(64);
    for id in ["w", "my_wallet", "with space", "지갑", &longest, &korean] {
        assert!(is_wallet_id(id), "{id}");
    }
    for id in ["", &too_long, &"지".repeat(65), "a\0", "a\nb", "\u{7f}", "\u{85}"] {
        assert!(!is_wallet_id(id), "{id:?}");
    }
}
