//! Opening what a browser sealed, and reading the card in it. No text makes either panic, a key opens only what was sealed for it,
//! unchanged and under the header of the contract, and a card is charged only for the session that its plaintext names.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_sandbox::api::encrypted_card;
use payments_sandbox::api::sealed::unpadded;
use payments_widget::jwe::open::{KeyKind, KeyPair, Sealed};
use payments_sandbox::store::sessions::SessionRow;
use payments_widget::jwe::plaintext::LENGTHS;
use payments_widget::protocol::payment::MethodKind;
use payments_widget::protocol::session::SavedCardCvv;
use payments_widget_fuzz::change::{Change, changed};
use payments_widget_fuzz::seal::{base64, header, plaintext, seal_with};
use serde_json::Value;

const TYP: &str = "payment-card+jwe";
const KINDS: [&str; 4] = ["ec", "ec-a128gcm", "rsa", "rsa-a128gcm"];
const NUMBER: &str = "4242424242424242";

/// A key pair, and a card that is sealed for it.
struct Good {
    pair: KeyPair,
    plaintext: Value,
    jwe: String,
}

static GOOD: LazyLock<Vec<Good>> = LazyLock::new(|| {
    let good = |name: &str| {
        let kind: KeyKind = name.parse().unwrap();
        let pair = KeyPair::read(&KeyPair::generate(kind).unwrap()).unwrap();
        let plaintext = plaintext(NUMBER, "ps_1", 10_000, "USD");
        let jwe = seal_with(pair.public(), header(pair.public()), &plaintext.to_string(), LENGTHS[0]).compact();
        Good { pair, plaintext, jwe }
    };
    KINDS.map(good).into()
});

static SESSION: LazyLock<SessionRow> = LazyLock::new(|| SessionRow {
    id: "ps_1".into(),
    developer_id: "dev_1".into(),
    secret_hash: String::new(),
    payer_id: "minsu".into(),
    order_id: None,
    amount: 10_000,
    currency: "USD".into(),
    methods: vec![MethodKind::Card],
    return_url: None,
    saved_card_cvv: SavedCardCvv::Required,
    complete: false,
    closed: false,
    created_at: 0,
    expires_at: i64::MAX,
});

#[derive(Arbitrary, Debug)]
struct Input {
    key: u8,
    /// Which key a JWE is sealed for.
    sealed_for: u8,
    text: Text,
}

#[derive(Arbitrary, Debug)]
enum Text {
    Any(String),
    /// A good JWE with some of its characters replaced, and these parts in the place of others.
    Changed {
        characters: Vec<(u16, char)>,
        parts: Vec<(u8, Part)>,
    },
    /// Sealed here, by the right key: another plaintext.
    Card {
        plaintext: Plaintext,
        length: Length,
    },
    /// Sealed here, by the right key: a good plaintext under another header.
    Header(Vec<Change>),
}

#[derive(Arbitrary, Debug)]
enum Part {
    Any(String),
    /// Bytes, in base64url.
    Bytes(Vec<u8>),
    /// That part of another key's JWE.
    Other(u8),
}

#[derive(Arbitrary, Debug)]
enum Plaintext {
    Any(String),
    Changed(Vec<Change>),
}

#[derive(Arbitrary, Debug)]
enum Length {
    Short,
    Long,
    Any(u16),
}

/// What to open, and what must come out of it, if anything may.
struct Sent {
    text: String,
    plaintext: Option<String>,
}

impl Text {
    fn write(&self, good: &Good) -> Sent {
        let key = good.pair.public();
        let right = header(key);
        match self {
            Self::Any(text) => Sent { text: text.clone(), plaintext: None },
            Self::Changed { characters, parts } => {
                let text = replaced(&good.jwe, characters, parts);
                let plaintext = (text == good.jwe).then(|| good.plaintext.to_string());
                Sent { text, plaintext }
            }
            Self::Card { plaintext, length } => {
                let plaintext = plaintext.write(good);
                let length = length.bytes();
                let text = seal_with(key, right, &plaintext, length).compact();
                let is_of_length = LENGTHS.contains(&length.max(plaintext.len()));
                Sent { text, plaintext: is_of_length.then_some(plaintext) }
            }
            Self::Header(changes) => {
                let header = changed(right.clone(), changes);
                // What is no object has no place for the ephemeral key.
                let header = if header.is_object() { header } else { right.clone() };
                let plaintext = good.plaintext.to_string();
                let text = seal_with(key, header.clone(), &plaintext, LENGTHS[0]).compact();
                // A server chooses the key by its kid, so that the key itself need not look at it.
                let mut same = header.clone();
                same["kid"] = right["kid"].clone();
                let is_right = same == right && header["kid"].is_string();
                Sent { text, plaintext: is_right.then_some(plaintext) }
            }
        }
    }
}

impl Plaintext {
    fn write(&self, good: &Good) -> String {
        match self {
            Self::Any(text) => text.clone(),
            Self::Changed(changes) => changed(good.plaintext.clone(), changes).to_string(),
        }
    }
}

impl Length {
    fn bytes(&self) -> usize {
        match self {
            Self::Short => LENGTHS[0],
            Self::Long => LENGTHS[1],
            Self::Any(length) => usize::from(*length) % 4096,
        }
    }
}

fn replaced(jwe: &str, characters: &[(u16, char)], parts: &[(u8, Part)]) -> String {
    let mut written: Vec<String> = jwe.split('.').map(str::to_owned).collect();
    for (place, part) in parts {
        let place = usize::from(*place) % written.len();
        written[place] = match part {
            Part::Any(text) => text.clone(),
            Part::Bytes(bytes) => base64(bytes),
            Part::Other(key) => {
                let other = &GOOD[usize::from(*key) % GOOD.len()].jwe;
                other.split('.').nth(place).unwrap().to_owned()
            }
        };
    }
    let mut written: Vec<char> = written.join(".").chars().collect();
    for (place, character) in characters {
        let place = usize::from(*place) % written.len().max(1);
        written.splice(place..(place + 1).min(written.len()), [*character]);
    }
    written.into_iter().collect()
}

/// What must be true of a plaintext whose card may be charged.
fn is_for_the_session(json: &[u8]) -> bool {
    let Ok(card) = serde_json::from_slice::<Value>(json) else { return false };
    card["v"] == 1
        && card["session"] == *SESSION.id
        && card["amount"] == SESSION.amount
        && card["currency"] == *SESSION.currency
        && card["jti"].as_str().is_some_and(|jti| jti.len() == 22)
        && card["iat"].is_i64()
}

fuzz_target!(|input: Input| {
    let (key, sealed_for) = (usize::from(input.key) % GOOD.len(), usize::from(input.sealed_for) % GOOD.len());
    let Sent { text, plaintext } = input.text.write(&GOOD[sealed_for]);
    let opened = Sealed::read(TYP, &text).and_then(|sealed| GOOD[key].pair.open(&sealed));
    let expected = plaintext.filter(|_| key == sealed_for);
    let (opened, expected) = match (opened, expected) {
        (Ok(opened), Some(expected)) => (opened, expected),
        (Ok(_), None) => panic!("a JWE is opened that is not as it should be"),
        (Err(_), Some(_)) => panic!("a good JWE is refused"),
        (Err(_), None) => return,
    };
    assert!(LENGTHS.contains(&opened.len()));
    let (before, padding) = opened.split_at(expected.len());
    assert_eq!(before, expected.as_bytes());
    assert!(padding.iter().all(|byte| *byte == b' '));

    let Some(json) = unpadded(&opened) else { return };
    match encrypted_card::read(json, &SESSION) {
        Some(Ok(decrypted)) => {
            assert!(is_for_the_session(json), "a card is charged for what its payer has not seen");
            let card: Value = serde_json::from_slice(json).unwrap();
            assert!(card["number"].as_str().unwrap().ends_with(&decrypted.card.pan.last4()));
            assert_eq!(card["jti"], decrypted.jti.as_str());
        }
        Some(Err(refusal)) => assert!(!format!("{refusal:?}").contains(NUMBER)),
        None => {}
    }
});
