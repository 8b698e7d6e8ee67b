//! The Concat KDF against RFC 7518, appendix C. Its example has other parameters than ours, so it proves the layout
//! written here, and that proves ours. <https://www.rfc-editor.org/rfc/rfc7518#appendix-C>

use payments_widget::jwe::algorithm::Enc;
use payments_widget::jwe::kdf;

use super::{decode, sha256};

/// The shared secret of the example.
const Z: [u8; 32] = [
    158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72,
    246, 218, 167, 121, 140, 254, 144, 196,
];

/// The input of the first round: counter, Z, AlgorithmID, PartyUInfo, PartyVInfo, SuppPubInfo.
fn layout(z: &[u8], enc: &str, apu: &str, apv: &str, key_bits: u32) -> Vec<u8> {
    let with_length = |text: &str| [&(text.len() as u32).to_be_bytes(), text.as_bytes()].concat();
    let info = [enc, apu, apv].map(with_length).concat();
    [&1_u32.to_be_bytes(), z, &info, &key_bits.to_be_bytes()].concat()
}

#[test]
fn the_layout_is_that_of_the_rfc() {
    let input = layout(&Z, "A128GCM", "Alice", "Bob", 128);
    let info: [u8; 31] = [
        0, 0, 0, 7, 65, 49, 50, 56, 71, 67, 77, 0, 0, 0, 5, 65, 108, 105, 99, 101, 0, 0, 0, 3, 66, 111, 98, 0, 0, 0,
        128,
    ];
    assert_eq!(input[..36], [&[0, 0, 0, 1], &Z[..]].concat());
    assert_eq!(input[36..], info);
    assert_eq!(sha256(&input)[..16], decode("VqqN6vgjbSBcIijNcacQGg"));
}

#[test]
fn ours_is_the_same_layout_with_our_parameters() {
    assert_eq!(*kdf::key_input(&Z, Enc::A256Gcm), layout(&Z, "A256GCM", "", "", 256));
    assert_eq!(*kdf::key_input(&Z, Enc::A128Gcm), layout(&Z, "A128GCM", "", "", 128));
}

#[test]
fn ours_written_out() {
    let mut expected = vec![0, 0, 0, 1];
    expected.extend([7; 32]);
    expected.extend(*b"\0\0\0\x07A256GCM\0\0\0\0\0\0\0\0\0\0\x01\0");
    assert_eq!(*kdf::key_input(&[7; 32], Enc::A256Gcm), expected);
}
