//! The table of brands: every fact about a scheme's numbers that this project has, and where each fact comes from.
//!
//! Facts only, no rules: the rules are in `brand`. A new brand is one entry of `brands!`.
//!
//! Sources, by the letter at an entry (repositories are on GitHub):
//! - \[T\] npm credit-card-type 10.3.0, `dist/lib/card-types.js`. braintree/credit-card-type gives the source of some
//!   parts: issue 95 (UnionPay's 81, by Vantiv's bulletin of July 2018), pull requests 172 (Verve), 197 (Naranja),
//!   202 (Troy).
//! - \[A\] activemerchant/active_merchant, `lib/active_merchant/billing/credit_card_methods.rb`, after Mastercard's
//!   rules and Elo's table; pull requests 3299 and 5217 (Naranja's check digits), 4032 (JCB's ranges from April 2022),
//!   4103 (UnionPay on Discover's network).
//! - \[B\] begateway/begateway-android-sdk (Belkart, Prostir); \[W\] has Humo, Napas and Uzcard.
//! - \[C\] this project's own specification.
//! - \[D\] Adyen/adyen-web, `packages/lib/src/components/internal/SecuredFields/lib/CSF/utils/cardType.ts`.
//! - \[E\] evervault/evervault-js, `packages/card-validator/brands.ts`.
//! - \[G\] GeideaSolutions/Android-SDK, `lib/src/main/java/net/geidea/paymentsdk/model/CardBrand.kt`.
//! - \[H\] HyperpayOpenSource/Magento-2-Plugin, `Hyperpay/Extension/Model/Source/BlackBins.php`.
//! - \[I\] ISO/IEC 7812-1: a national card begins with 9 and the country's number (ISO 3166-1).
//! - \[J\] juspay/hyperswitch-sdk-utils, `sdk-utils/validation/CardPattern.res`; juspay/card-validator, pull request 4
//!   (RuPay's 817200-820199).
//! - \[K\] Checkout.com, <https://checkoutdocs.readme.io/docs/mada>.
//! - \[M\] moyasar/moyasar-android-sdk, `sdk/src/main/java/com/moyasar/android/sdk/core/util/MadaRanges.kt`, June 2026.
//! - \[P\] npm creditcards-types 4.0.0, `types/`; bendrucker/creditcards-types, pull request 93 (Meeza, by Amazon
//!   Payment Services' reference).
//! - \[W\] Wikipedia, "Payment card number", as d-edge/Cardizer follows it: `src/DEdge.Cardizer/DEdge.Cardizer.fs`,
//!   issue 227.

/// First and last beginning of a run of numbers, both with the same count of digits: `(2221, 2720)`.
pub type Range = (u32, u32);

/// What is known about a brand.
#[derive(Debug)]
#[non_exhaustive]
pub struct BrandInfo {
    /// The brand.
    pub brand: Brand,
    /// Its id, as the npm package credit-card-type writes it: `american-express`.
    pub id: &'static str,
    /// Its name, as the scheme itself writes it.
    pub name: &'static str,
    /// A space is shown before the digits at these positions, counted from 0.
    pub gaps: &'static [usize],
    /// How many digits its numbers can have, ascending.
    pub lengths: &'static [usize],
    /// The name of its security code, and how many digits the code has. `None`: its cards need not have one.
    pub code: Option<(&'static str, usize)>,
    /// Whether a number must have a right check digit (ISO/IEC 7812-1, annex B).
    pub luhn: bool,
    /// It is printed on cards of another brand too, and does not replace that one: both are candidates.
    pub co_badge: bool,
    /// How its numbers begin. Sorted; no two ranges of one brand overlap.
    pub ranges: &'static [Range],
}

/// From one entry a brand: its name in [`Brand`] and its facts in [`TABLE`], so that both have one order.
macro_rules! brands {
    ($($brand:ident { id: $id:literal, name: $name:literal, $($fact:ident: $value:expr,)* })*) => {
        /// A brand. The order is that in which candidates are listed: the most likely first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Brand {
            $(#[doc = $name] $brand,)*
        }

        /// The facts of every brand, at the index of its discriminant.
        pub(super) static TABLE: [BrandInfo; [$(Brand::$brand),*].len()] =
            [$(BrandInfo { brand: Brand::$brand, id: $id, name: $name, $($fact: $value,)* }),*];
    };
}

/// 16 digits in fours.
const FOURS: &[usize] = &[4, 8, 12];
/// Up to 19 digits in fours, the last group of three.
const FOURS_LONG: &[usize] = &[4, 8, 12, 16];

brands! {
    // [T], [E]
    Visa {
        id: "visa",
        name: "Visa",
        gaps: FOURS_LONG,
        lengths: &[16, 18, 19],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(4, 4)],
    }
    // [T], [A], which names Mastercard's rules; Diners Club cards of North America with 54 and 55 are processed as Mastercard [W]
    Mastercard {
        id: "mastercard",
        name: "Mastercard",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVC", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(2221, 2720), (51, 55)],
    }
    // [T], [W]
    AmericanExpress {
        id: "american-express",
        name: "American Express",
        gaps: &[4, 10],
        lengths: &[15],
        code: Some(("CID", 4)),
        luhn: true,
        co_badge: false,
        ranges: &[(34, 34), (37, 37)],
    }
    // [T]; 3095 from [E]
    DinersClub {
        id: "diners-club",
        name: "Diners Club",
        gaps: &[4, 10],
        lengths: &[14, 16, 19],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(300, 305), (3095, 3095), (36, 36), (38, 39)],
    }
    // [T], [D]; 622126-622925, on Discover's network, are UnionPay's cards [A]
    Discover {
        id: "discover",
        name: "Discover",
        gaps: FOURS_LONG,
        lengths: &[16, 19],
        code: Some(("CID", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(6011, 6011), (644, 649), (65, 65)],
    }
    // [T]; [I]: 792 is Türkiye
    Troy {
        id: "troy",
        name: "Troy",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: TROY,
    }
    // [T]; 3088-3349 from [A], [E]
    Jcb {
        id: "jcb",
        name: "JCB",
        gaps: FOURS_LONG,
        lengths: &[16, 17, 18, 19],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: JCB,
    }
    // [T], without the ranges that it leaves out; 6271 from [C]; 81 up to RuPay's 8172 from [T], [A], [J]
    UnionPay {
        id: "unionpay",
        name: "UnionPay",
        gaps: FOURS_LONG,
        lengths: &[14, 15, 16, 17, 18, 19],
        code: Some(("CVN", 3)),
        luhn: false,
        co_badge: false,
        ranges: UNIONPAY,
    }
    // [T]; two kinds of check digit are in use, its own of modulus 11 and Luhn's [A], so Luhn cannot decide
    Naranja {
        id: "naranja",
        name: "Naranja",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: false,
        co_badge: false,
        ranges: &[(402918, 402918), (527572, 527572), (589562, 589562)],
    }
    // [T]; 650002-650027 from [W]
    Verve {
        id: "verve",
        name: "Verve",
        gaps: FOURS_LONG,
        lengths: &[16, 18, 19],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: VERVE,
    }
    // [T], without Dankort's 5019, RuPay's 508 [C] and Elo's ranges
    Maestro {
        id: "maestro",
        name: "Maestro",
        gaps: FOURS_LONG,
        lengths: &[12, 13, 14, 15, 16, 17, 18, 19],
        code: Some(("CVC", 3)),
        luhn: true,
        co_badge: false,
        ranges: MAESTRO,
    }
    // [T]; 636298, 650057-650081 and 651680-651704 from [A]
    Elo {
        id: "elo",
        name: "Elo",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVE", 3)),
        luhn: true,
        co_badge: false,
        ranges: ELO,
    }
    // [T], [D], [W]
    Mir {
        id: "mir",
        name: "Mir",
        gaps: FOURS_LONG,
        lengths: &[16, 17, 18, 19],
        code: Some(("CVP2", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(2200, 2204)],
    }
    // [T], [D]
    Hiper {
        id: "hiper",
        name: "Hiper",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVC", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[
            (637095, 637095),
            (63737423, 63737423),
            (63743358, 63743358),
            (637568, 637568),
            (637599, 637599),
            (637609, 637609),
            (637612, 637612),
        ],
    }
    // [T], [D]
    Hipercard {
        id: "hipercard",
        name: "Hipercard",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVC", 3)),
        luhn: true,
        co_badge: false,
        ranges: &[(606282, 606282)],
    }
    // [J], with 8172-8199; all of 508 and 82 from [W], [E], [C]
    RuPay {
        id: "rupay",
        name: "RuPay",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: false,
        ranges: RUPAY,
    }
    // [W], [D], [E]; the gaps from [P]; no security code [C], [E]
    Uatp {
        id: "uatp",
        name: "UATP",
        gaps: &[4, 9],
        lengths: &[15],
        code: None,
        luhn: true,
        co_badge: false,
        ranges: &[(1, 1)],
    }
    // [W], [D]; 4571 is co-badged with Visa
    Dankort {
        id: "dankort",
        name: "Dankort",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVC", 3)),
        luhn: true,
        co_badge: true,
        ranges: &[(4571, 4571), (5019, 5019)],
    }
    // [G], [M] without 422222 (a published Visa test number begins so), and what two of [A], [H], [K], [P] have;
    // [I]: 682 is Saudi Arabia
    Mada {
        id: "mada",
        name: "mada",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: true,
        ranges: MADA,
    }
    // [G], [P]
    Meeza {
        id: "meeza",
        name: "Meeza",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: true,
        ranges: &[(507803, 507803), (507808, 507810)],
    }
    // [D], with its lengths; no security code, or one that may be left out [D]
    Bancontact {
        id: "bancontact",
        name: "Bancontact",
        gaps: FOURS_LONG,
        lengths: &[16, 17, 18, 19],
        code: None,
        luhn: true,
        co_badge: false,
        ranges: &[(6703, 6703)],
    }
    // [J]; 507595, 581752, 585402-585405 and 585501 from [A]
    CartesBancaires {
        id: "cartes-bancaires",
        name: "Cartes Bancaires",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVV", 3)),
        luhn: true,
        co_badge: true,
        ranges: CARTES_BANCAIRES,
    }
    // [C]: 9, but not Troy's 9792; [I] leaves 9 to the countries, so not what other countries' schemes are known to have
    KoreanLocal {
        id: "korean-local",
        name: "Korean domestic card",
        gaps: FOURS,
        lengths: &[16],
        code: Some(("CVC", 3)),
        luhn: false,
        co_badge: false,
        ranges: KOREAN,
    }
}

/// Troy, and its ranges within Discover's 65.
#[rustfmt::skip]
const TROY: &[Range] = &[
    (650052, 650052), (650082, 650083), (650092, 650092), (650161, 650161), (650170, 650170), (650173, 650173),
    (650175, 650175), (650268, 650268), (650271, 650271), (650273, 650274), (650456, 650457), (650836, 650836),
    (65083700, 65083704), (650846, 650850), (65085800, 65085804), (65085900, 65085901), (65086000, 65086000),
    (65086100, 65086105), (65086200, 65086203), (650923, 650923), (650987, 650987), (650990, 650990),
    (654997, 654997), (657366, 657366), (657998, 657998), (65875000, 65875003), (65875009, 65875009),
    (65875101, 65875104), (65875200, 65875200), (65875501, 65875501), (65875601, 65875601), (658758, 658758),
    (65875900, 65875900), (65876000, 65876002), (65876100, 65876103), (65876110, 65876110), (65876115, 65876116),
    (65876200, 65876201), (65876500, 65876500), (65876504, 65876505), (65876600, 65876602), (658767, 658768),
    (65877100, 65877101), (65877600, 65877602), (65877700, 65877700), (65877801, 65877802), (65878200, 65878202),
    (65878300, 65878311), (65878400, 65878405), (65878500, 65878505), (65878600, 65878601), (65879800, 65879800),
    (65880800, 65880800), (65880900, 65880900), (9792, 9792),
];

/// JCB: 1800 and 2131 are old, 3088 to 3349 are new.
#[rustfmt::skip]
const JCB: &[Range] = &[
    (1800, 1800), (2131, 2131), (3088, 3094), (3096, 3102), (3112, 3120), (3158, 3159), (3337, 3349), (3528, 3589),
];

/// UnionPay, without 627780, which is Elo's.
#[rustfmt::skip]
const UNIONPAY: &[Range] = &[
    (620, 620), (62100, 62182), (62184, 62197), (622, 626), (6270, 6272), (6276, 6276), (627700, 627779),
    (627781, 627799), (6282, 6289), (6291, 6292), (810, 810), (8110, 8171),
];

/// Verve, within Maestro's ranges.
#[rustfmt::skip]
const VERVE: &[Range] = &[
    (506099, 506127), (506129, 506129), (506133, 506150), (506158, 506163), (506166, 506166), (506168, 506168),
    (506170, 506170), (506173, 506173), (506176, 506180), (506184, 506184), (506187, 506188), (506191, 506191),
    (506195, 506195), (506197, 506197), (507865, 507866), (507868, 507877), (507880, 507888), (507900, 507900),
    (507941, 507941), (650002, 650027),
];

/// Maestro: of the numbers with 5 and 6 those that no other brand has.
#[rustfmt::skip]
const MAESTRO: &[Range] = &[
    (493698, 493698), (500000, 501899), (502000, 504174), (504176, 506698), (506779, 507999), (56, 59), (6, 6),
];

/// Elo.
#[rustfmt::skip]
const ELO: &[Range] = &[
    (401178, 401179), (431274, 431274), (438935, 438935), (451416, 451416), (457393, 457393), (457631, 457632),
    (504175, 504175), (506699, 506778), (509000, 509999), (627780, 627780), (636297, 636298), (636368, 636368),
    (650031, 650033), (650035, 650051), (650057, 650081), (650405, 650439), (650485, 650538), (650541, 650598),
    (650700, 650718), (650720, 650727), (650901, 650978), (651652, 651704), (655000, 655019), (655021, 655058),
];

/// RuPay: 606985-607984, 608001-608500 and 652150-653149 as ranges of the fewest digits, so that they are detected early.
#[rustfmt::skip]
const RUPAY: &[Range] = &[
    (508, 508), (603741, 603741), (606985, 606999), (6070, 6078), (607900, 607984), (608001, 608099), (6081, 6084),
    (608500, 608500), (652150, 652199), (6522, 6530), (653100, 653149), (8172, 8199), (82, 82),
];

/// mada, on Visa, Mastercard and Maestro cards, and on its own with 9682.
#[rustfmt::skip]
const MADA: &[Range] = &[
    (22337902, 22337902), (22337986, 22337986), (22402030, 22402030), (400861, 400861), (401757, 401757),
    (403024, 403024), (40545400, 40545400), (406136, 406136), (406996, 406996), (407197, 407197), (407395, 407395),
    (407520, 407520), (409201, 409201), (410621, 410621), (410685, 410685), (410834, 410834), (412565, 412565),
    (417633, 417633), (419593, 419593), (420132, 420132), (421141, 421141), (422817, 422819), (428331, 428331),
    (428671, 428673), (431361, 431361), (432328, 432328), (434107, 434107), (437980, 437980), (439954, 439954),
    (439956, 439956), (440533, 440533), (440647, 440647), (440795, 440795), (442429, 442429), (442463, 442463),
    (445564, 445564), (446393, 446393), (446404, 446404), (446672, 446672), (45488707, 45488707), (45501701, 45501701),
    (455036, 455036), (455708, 455708), (457865, 457865), (457997, 457997), (458456, 458456), (462220, 462220),
    (468540, 468543), (474491, 474491), (483010, 483012), (484783, 484783), (486094, 486096), (489317, 489319),
    (490980, 490980), (493428, 493428), (504300, 504300), (506968, 506968), (508160, 508160), (513213, 513213),
    (515079, 515079), (516138, 516138), (520058, 520058), (521076, 521076), (52166100, 52166100), (524130, 524130),
    (524514, 524514), (524940, 524940), (527016, 527016), (529415, 529415), (529741, 529741), (530060, 530060),
    (530906, 530906), (531095, 531095), (531196, 531196), (532013, 532013), (535825, 535825), (535989, 535989),
    (536023, 536023), (537767, 537767), (53973776, 53973776), (539931, 539931), (543085, 543085), (543357, 543357),
    (549760, 549760), (554180, 554180), (555610, 555610), (557606, 557606), (558563, 558563), (558848, 558848),
    (585265, 585265), (588845, 588851), (588982, 588983), (589005, 589005), (589206, 589206), (604906, 604906),
    (605141, 605141), (636120, 636120), (9682, 9682),
];

/// Cartes Bancaires, on Visa, Mastercard and Maestro cards of French banks.
#[rustfmt::skip]
const CARTES_BANCAIRES: &[Range] = &[
    (401005, 401006), (401581, 401581), (402101, 402102), (403550, 403550), (405936, 405936), (406572, 406572),
    (413849, 413849), (414819, 414819), (415056, 415056), (415059, 415059), (415062, 415062), (415071, 415071),
    (415074, 415074), (416286, 416286), (416537, 416537), (416579, 416579), (417170, 417179), (420110, 420110),
    (423460, 423460), (434721, 434722), (435048, 435052), (437875, 437875), (439509, 439509), (439511, 439511),
    (439515, 439515), (439539, 439539), (439598, 439598), (439603, 439603), (439618, 439620), (439622, 439622),
    (439672, 439672), (442448, 442452), (442457, 442457), (448412, 448412), (450519, 450519), (450560, 450560),
    (453300, 453399), (455660, 455689), (456100, 456229), (456240, 456299), (456955, 456955), (457452, 457452),
    (457717, 457717), (459300, 459309), (459320, 459339), (459370, 459379), (459390, 459399), (460990, 460999),
    (465476, 465477), (466258, 466258), (466575, 466575), (469800, 469809), (469820, 469839), (474107, 474107),
    (477173, 477174), (477186, 477186), (477265, 477265), (477293, 477293), (479619, 479619), (481091, 481091),
    (483622, 483622), (486519, 486519), (497000, 497999), (498350, 498399), (499001, 499006), (499010, 499016),
    (499020, 499023), (499030, 499033), (499040, 499043), (499050, 499052), (499068, 499068), (499092, 499092),
    (499095, 499099), (507589, 507590), (507593, 507595), (507597, 507597), (510726, 510726), (513000, 513799),
    (513850, 513869), (513900, 513900), (513938, 513938), (515214, 515214), (516207, 516207), (516236, 516236),
    (517222, 517222), (517243, 517243), (517365, 517366), (517502, 517502), (517647, 517647), (518101, 518101),
    (519920, 519920), (520993, 520993), (521662, 521662), (523718, 523718), (527429, 527429), (529227, 529227),
    (529313, 529314), (529331, 529331), (529414, 529414), (529421, 529421), (529430, 529430), (529440, 529440),
    (529447, 529447), (529455, 529456), (529460, 529499), (529542, 529542), (530901, 530901), (531028, 531028),
    (531030, 531030), (531195, 531195), (532344, 532347), (532459, 532459), (532509, 532509), (532534, 532534),
    (532554, 532554), (532556, 532556), (533801, 533801), (534102, 534102), (534105, 534105), (534111, 534111),
    (535029, 535029), (535066, 535066), (535324, 535324), (536107, 536107), (536115, 536115), (537106, 537106),
    (537112, 537112), (538011, 538011), (542848, 542848), (545157, 545157), (549538, 549538), (549858, 549859),
    (553979, 553979), (553993, 553993), (554205, 554205), (554260, 554260), (554965, 554965), (557008, 557008),
    (558867, 558867), (558882, 558882), (558929, 558929), (558942, 558943), (559618, 559618), (559809, 559810),
    (560408, 560408), (561202, 561206), (561241, 561241), (561243, 561244), (561250, 561250), (561254, 561254),
    (561256, 561258), (581700, 581705), (581707, 581707), (581715, 581715), (581721, 581721), (581724, 581724),
    (581731, 581731), (581736, 581752), (581756, 581756), (581762, 581762), (581766, 581766), (581769, 581769),
    (581773, 581773), (581777, 581782), (581784, 581784), (581786, 581787), (581790, 581791), (581797, 581797),
    (585402, 585405), (585501, 585505), (585577, 585582),
];

/// Cards of Korean issuers that belong to no international scheme. Left out, by \[I\], \[B\], \[W\]: 9051 ArCa (Armenia),
/// 9112 Belkart (Belarus), 9417 Elkart (Kyrgyzstan), 9682 mada (Saudi Arabia), 9704 Napas (Vietnam), 9762 Korti Milli
/// (Tajikistan), 9792 Troy (Turkey), 9804 Prostir (Ukraine), 9860 Humo (Uzbekistan), 9891 Dina (Serbia, by the number
/// of Yugoslavia).
#[rustfmt::skip]
const KOREAN: &[Range] = &[
    (9000, 9050), (9052, 9111), (9113, 9416), (9418, 9681), (9683, 9703), (9705, 9761), (9763, 9791), (9793, 9803),
    (9805, 9859), (9861, 9890), (9892, 9999),
];

/// Whether a number, or its beginning, that no [`Brand`] has is that of a national scheme all the same: what begins with
/// 9 \[I\], and Uzcard's 8600 \[W\].
pub(super) fn is_national(digits: &str) -> bool {
    const UZCARD: &str = "8600";
    digits.starts_with('9') || digits.starts_with(UZCARD) || UZCARD.starts_with(digits)
}

/// How many digits the numbers of national schemes can have \[W\]. Each has a check digit.
pub(super) const NATIONAL_LENGTHS: &[usize] = &[16, 17, 18, 19];
