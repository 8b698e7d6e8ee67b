//! The test cards that payment providers publish: whose they are, and that they are taken or not.
//!
//! Real numbers of many schemes, chosen by others: what the table says must hold for them.

use payments_widget::card::number::{self, NumberOptions};
use payments_widget::card::{Brand, Brands};

/// One source's cards: number, brands (most likely first), whether it is valid.
struct Source {
    name: &'static str,
    cards: &'static [(&'static str, &'static str, bool)],
}

const SOURCES: &[Source] = &[
    Source {
        name: "https://docs.stripe.com/testing, as in stripe/stripe-android, `CardNumberFixtures.kt`",
        cards: &[
            ("4242 4242 4242 4242", "visa", true),
            ("4000 0566 5566 5556", "visa", true),
            ("5555 5555 5555 4444", "mastercard", true),
            ("3782 822463 10005", "american-express", true),
            ("3622 720627 1667", "diners-club", true),
            ("3056 9300 0902 0004", "diners-club", true),
            ("6011 0009 9013 9424", "discover", true),
            ("3566 0020 2036 0505", "jcb", true),
            ("6200 0000 0000 0005", "unionpay", true),
            ("6200 5000 0000 0000 004", "unionpay", true),
            // Its "incorrect number".
            ("4242 4242 4242 4241", "visa", false),
        ],
    },
    Source {
        name: "adyen-examples/adyen-testcards-extension, `data/cards.json`",
        cards: &[
            ("370000000000002", "american-express", true),
            ("6703444444444449", "bancontact", true),
            ("4035501428146300", "visa cartes-bancaires", true),
            ("4035501000000008", "visa cartes-bancaires", true),
            ("8171999927660000", "unionpay", true),
            ("8171999900000000021", "unionpay", true),
            ("6243030000000001", "unionpay", true),
            ("5019555544445555", "dankort", true),
            ("4571000000000001", "visa dankort", true),
            ("36006666333344", "diners-club", true),
            ("6445644564456445", "discover", true),
            ("3569990010095841", "jcb", true),
            ("6771798021000008", "maestro", true),
            ("5000550000000029", "maestro", true),
            ("2222400070000005", "mastercard", true),
            ("4013250000000000006", "visa", true),
        ],
    },
    Source {
        name: "Adyen/adyen-web, `packages/e2e-playwright/tests/utils/constants.ts`",
        cards: &[
            ("9490220006611406", "korean-local", true),
            ("135410014004955", "uatp", true),
            ("6771830999991239343", "maestro", true),
        ],
    },
    Source {
        name: "braintree/credit-card-type, `src/__tests__/index.ts`; pull request 202 for Craftgate's Troy cards",
        cards: &[
            ("2200000000000000", "mir", false),
            ("5066991111111118", "elo", true),
            ("6277809990229178", "elo", true),
            ("6370950000000005", "hiper", true),
            ("6062820524845321", "hipercard", true),
            ("6799990100000000019", "maestro", true),
            ("8158163233706018", "unionpay", true),
            ("9792100000000001", "troy", true),
            ("9792090000000004", "troy", true),
            ("6502740000000001", "troy", true),
        ],
    },
    Source {
        name: "https://developer.cybersource.com, \"Testing Credit Card Services\", \"Unified Checkout Test Cards\"",
        cards: &[
            ("3566111111111113", "jcb", true),
            ("50339619890917", "maestro", true),
            ("586824160825533338", "maestro", true),
            ("6759560045005727054", "maestro", true),
            ("135412345678911", "uatp", true),
            ("4464040000000007", "visa mada", true),
            ("5078083000000002", "maestro meeza", true),
            ("4514160000000003", "elo", true),
        ],
    },
    Source {
        name: "https://docs.moyasar.com/guides/card-payments/test-cards",
        cards: &[("4201320111111010", "visa mada", true), ("4201321144311528", "visa mada", true)],
    },
    Source {
        name: "bendrucker/creditcards-types, `test/`",
        cards: &[
            ("5297412542005689", "mastercard mada", true),
            ("5078036246600381", "maestro meeza", true),
            ("2202200128683966", "mir", true),
            ("181529834959453", "uatp", true),
        ],
    },
    Source {
        name: "https://www.cashfree.com/docs/payments/online/resources/sandbox-environment",
        cards: &[("6074825972083818", "rupay", true), ("6074828163369590", "rupay", true)],
    },
    Source {
        name: "https://docs.payu.in/reference/test-cards-upi-id-and-wallets",
        cards: &[("6082015309577308", "rupay", true)],
    },
    Source {
        name: "https://developer.flutterwave.com/v2.0/docs/test-cards; https://developers.klasha.com",
        cards: &[("5061460410120223210", "verve", true), ("5061460166976054667", "verve", true)],
    },
    Source {
        name: "https://payture.com/docs/test-cards, https://developers.tochka.com/docs/pay-gateway/testing",
        cards: &[
            ("2202208311110010", "mir", true),
            ("2200111753579001", "mir", true),
            ("6390028880000000010", "maestro", true),
        ],
    },
    Source {
        name: "https://docs.iyzico.com/en/add-ons/test-cards, https://dev.param.com.tr/en/test-kartlari",
        cards: &[
            ("9792072000017956", "troy", true),
            ("6500528865390837", "troy", true),
            ("6501700194147183", "troy", true),
            ("6501738564461396", "troy", true),
            ("5890040000000016", "maestro", true),
        ],
    },
    Source {
        name: "Muhammadali-Akbarov/payme-pkg, `README.md` (Uzcard)",
        cards: &[("8600 4954 7331 6478", "", true), ("8600 0691 9540 6311", "", true)],
    },
    Source {
        name: "https://sandbox.vnpayment.vn/apis/vnpay-demo/, as in taiphung143/CK_SOA (Napas, 16 and 19 digits)",
        cards: &[("9704 0000 0000 0018", "", true), ("9704198526191432198", "", true)],
    },
    Source {
        name: "https://docs.ebanx.com/docs/resources/test-credit-cards",
        cards: &[
            ("6362970000457013", "elo", true),
            ("6362971747129170", "elo", true),
            ("6062825624254001", "hipercard", true),
            ("5895626292990446", "naranja", true),
        ],
    },
    Source {
        // With Naranja's own check digit: Luhn's would be another.
        name: "activemerchant/active_merchant, `test/unit/credit_card_methods_test.rb`",
        cards: &[
            ("5895627823453005", "naranja", true),
            ("5895620000000002", "naranja", true),
            ("6200000000000005", "unionpay", true),
        ],
    },
    Source {
        name: "https://docs.payone.com/pages/releaseview.action?pageId=1213979",
        cards: &[
            ("4111141011111111116", "visa", true),
            ("2720990000000015", "mastercard", true),
            ("3528000000000007", "jcb", true),
            ("30000000000004", "diners-club", true),
            // "Will not be detected automatically."
            ("11111111111111116", "uatp", false),
        ],
    },
    Source {
        name: "Authorize.Net, as in https://github.com/processwith/test-payment-cards",
        cards: &[("3088000000000017", "jcb", true), ("38000000000006", "diners-club", true)],
    },
    Source {
        name: "PayPal's credit_card_numbers.htm, as in https://blog.csdn.net/davissuperman/article/details/49426035",
        cards: &[
            ("5019717010103742", "dankort", true),
            // 13 digits, which no Visa has any more; a Dankort account.
            ("4222222222222", "visa", false),
            ("76009244561", "", false),
        ],
    },
];

#[test]
fn every_published_card_is_known() {
    for Source { name, cards } in SOURCES {
        for (text, brands, valid) in *cards {
            let check = number::validate(text, &NumberOptions::default());
            let found: Vec<_> = check.brands.iter().map(Brand::id).collect();
            assert_eq!((found.join(" ").as_str(), check.is_valid), (*brands, *valid), "{text} of {name}");
        }
    }
}

#[test]
fn every_brand_has_a_published_card() {
    let published: Vec<_> =
        SOURCES.iter().flat_map(|source| source.cards).flat_map(|(_, brands, _)| brands.split(' ')).collect();
    for id in Brands::ALL.iter().map(Brand::id) {
        assert!(published.contains(&id), "{id}");
    }
}
