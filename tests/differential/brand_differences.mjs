// Where `detectCardBrand` answers otherwise than npm credit-card-type 10.3, all of it, with the reasons. The sources of
// our facts are in src/card/table.rs.
//
// `where` names beginnings of a number: `652-653` are these two, `6522-6530*` are these nine and all that begin so.

/** The brands that credit-card-type does not know, in the order in which we name them behind the others. */
export const ONLY_OURS = [
  { id: 'rupay', lengths: [16] },
  { id: 'uatp', lengths: [15] },
  { id: 'dankort', lengths: [16] },
  { id: 'mada', lengths: [16] },
  { id: 'meeza', lengths: [16] },
  { id: 'bancontact', lengths: [16, 17, 18, 19] },
  { id: 'cartes-bancaires', lengths: [16] },
  { id: 'korean-local', lengths: [16] },
];

/**
 * Brands that are beside another one on the same card. They are named with every beginning of theirs, and take
 * nothing from the answer. Here `where` lists whole ranges: their beginnings count, and all that begins so.
 */
export const CO_BADGES = [
  {
    brand: 'dankort',
    why: 'Visa/Dankort is one card: in Denmark the payer may choose.',
    where: '4571',
  },
  {
    brand: 'mada',
    why: 'mada is on the Visa, Mastercard and Maestro cards of Saudi banks, and alone with 9 and the country, 682.',
    where: `
      22337902 22337986 22402030 400861 401757 403024 40545400 406136 406996 407197 407395 407520 409201 410621
      410685 410834 412565 417633 419593 420132 421141 422817-422819 428331 428671-428673 431361 432328
      434107 437980 439954 439956 440533 440647 440795 442429 442463 445564 446393 446404 446672 45488707
      45501701 455036 455708 457865 457997 458456 462220 468540-468543 474491 483010-483012 484783 486094-486096
      489317-489319 490980 493428 504300 506968 508160 513213 515079 516138 520058 521076 52166100 524130 524514
      524940 527016 529415 529741 530060 530906 531095 531196 532013 535825 535989 536023 537767 53973776 539931
      543085 543357 549760 554180 555610 557606 558563 558848 585265 588845-588851 588982-588983 589005 589206
      604906 605141 636120 9682`,
  },
  {
    brand: 'meeza',
    why: 'Meeza cards of Egypt lie in what Maestro has of 5.',
    where: '507803 507808-507810',
  },
  {
    brand: 'cartes-bancaires',
    why: 'Nearly every French card is of Cartes Bancaires and of a scheme, and the payer may choose (EU 2015/751, 8).',
    where: `
      401005-401006 401581 402101-402102 403550 405936 406572 413849 414819 415056 415059 415062 415071 415074
      416286 416537 416579 417170-417179 420110 423460 434721-434722 435048-435052 437875 439509 439511 439515
      439539 439598 439603 439618-439620 439622 439672 442448-442452 442457 448412 450519 450560 453300-453399
      455660-455689 456100-456229 456240-456299 456955 457452 457717 459300-459309 459320-459339 459370-459379
      459390-459399 460990-460999 465476-465477 466258 466575 469800-469809 469820-469839 474107 477173-477174
      477186 477265 477293 479619 481091 483622 486519 497000-497999 498350-498399 499001-499006 499010-499016
      499020-499023 499030-499033 499040-499043 499050-499052 499068 499092 499095-499099 507589-507590
      507593-507595 507597 510726 513000-513799 513850-513869 513900 513938 515214 516207 516236 517222 517243
      517365-517366 517502 517647 518101 519920 520993 521662 523718 527429 529227 529313-529314 529331 529414
      529421 529430 529440 529447 529455-529456 529460-529499 529542 530901 531028 531030 531195 532344-532347
      532459 532509 532534 532554 532556 533801 534102 534105 534111 535029 535066 535324 536107 536115 537106
      537112 538011 542848 545157 549538 549858-549859 553979 553993 554205 554260 554965 557008 558867 558882
      558929 558942-558943 559618 559809-559810 560408 561202-561206 561241 561243-561244 561250 561254
      561256-561258 581700-581705 581707 581715 581721 581724 581731 581736-581752 581756 581762 581766 581769
      581773 581777-581782 581784 581786-581787 581790-581791 581797 585402-585405 585501-585505 585577-585582`,
  },
];

/** The other differences: what they say, what we say beside co-badges, on exactly these beginnings. */
export const DIFFERENCES = [
  {
    why: 'RuPay, which they do not know, has 508, 603741, 606985-607984 and 608001-608500 amid Maestro.',
    cases: [
      {
        theirs: 'maestro',
        ours: 'rupay',
        where: '508* 603741* 606985-606999* 6070-6078* 607900-607984* 608001-608099* 6081-6084* 608500*',
      },
      {
        theirs: 'maestro',
        ours: 'maestro rupay',
        where: '603 607-608 6037 6069 6079-6080 6085 60374 60698-60699 60790-60798 60800-60809 60850',
      },
      { theirs: 'maestro hipercard', ours: 'maestro hipercard rupay', where: '606' },
      { theirs: 'discover maestro hipercard', ours: 'discover maestro hipercard rupay', where: '60' },
    ],
  },
  {
    why: 'RuPay has 652150-653149, which Discover left to it; Maestro, the other one with a 6, is possible until then.',
    cases: [
      { theirs: 'discover', ours: 'rupay', where: '652150-652199* 6522-6530* 653100-653149*' },
      { theirs: 'discover', ours: 'discover maestro rupay', where: '652-653 6521 6531 65215-65219 65310-65314' },
    ],
  },
  {
    why: 'RuPay has 82, and 81 from 8172 on, where their UnionPay ends.',
    cases: [
      { theirs: '', ours: 'rupay', where: '82* 818-819* 8172-8179*' },
      { theirs: 'unionpay', ours: 'unionpay rupay', where: '8 81 817' },
    ],
  },
  {
    why: 'Dankort, which they do not know, has 5019.',
    cases: [
      { theirs: 'maestro', ours: 'dankort', where: '5019*' },
      { theirs: 'maestro', ours: 'maestro dankort', where: '501' },
    ],
  },
  {
    why: 'Bancontact, which they do not know, has 6703.',
    cases: [
      { theirs: 'maestro', ours: 'bancontact', where: '6703*' },
      { theirs: 'maestro', ours: 'maestro bancontact', where: '67 670' },
    ],
  },
  {
    why: 'UATP, which they do not know, has all of 1 that is not 1800 of JCB.',
    cases: [
      { theirs: '', ours: 'uatp', where: '10-17* 19* 181-189* 1801-1809*' },
      { theirs: 'jcb', ours: 'jcb uatp', where: '1 18 180' },
    ],
  },
  {
    why: 'Korean domestic cards, which they do not know, have all of 9 that no other country is known to have.',
    cases: [
      { theirs: '', ours: 'korean-local', where: '90-96 98-99 900-978 980-999' },
      {
        theirs: '',
        ours: 'korean-local',
        where: `
          9000-9050* 9052-9111* 9113-9416* 9418-9681* 9683-9703* 9705-9761* 9763-9791* 9793-9803* 9805-9859* 9861-9890*
          9892-9999*`,
      },
      { theirs: 'troy', ours: 'troy korean-local', where: '9 97 979' },
    ],
  },
  {
    why: 'JCB has had 3088-3349 in parts since 2022, and Diners Club has 3095 amid them; their list is older.',
    cases: [
      { theirs: '', ours: 'jcb', where: '308 31 310-312 315 33 333' },
      { theirs: '', ours: 'jcb', where: '3088-3094* 3096-3102* 3112-3120* 3158-3159* 3337-3339* 334*' },
      { theirs: '', ours: 'diners-club', where: '3095*' },
      { theirs: '', ours: 'diners-club jcb', where: '309' },
      { theirs: 'diners-club', ours: 'diners-club jcb', where: '30' },
    ],
  },
  {
    why: 'UnionPay has 6271, which they skip between 6270 and 6272.',
    cases: [{ theirs: 'maestro', ours: 'unionpay', where: '6271*' }],
  },
  {
    why: 'UnionPay has 622 whole. They write it as 622010-622999 and others, and leave Maestro in until that is typed.',
    cases: [{ theirs: 'unionpay maestro', ours: 'unionpay', where: '622 6220-6229 62206-62299' }],
  },
  {
    why: 'Verve has 650002-650027 amid Discover; they know only what it has amid Maestro.',
    cases: [
      { theirs: 'discover', ours: 'verve', where: '650002-650027*' },
      { theirs: 'discover', ours: 'discover verve maestro', where: '65000-65002' },
      { theirs: 'discover troy maestro elo', ours: 'discover troy verve maestro elo', where: '650 6500' },
    ],
  },
  {
    why: 'Elo has grown by 636298, 650057-650081 and 651680-651704; their list is older.',
    cases: [
      { theirs: 'maestro', ours: 'elo', where: '636298*' },
      { theirs: 'discover', ours: 'elo', where: '650057-650081* 651680-651704*' },
      { theirs: 'discover', ours: 'discover maestro elo', where: '6517 65006-65007 65168-65170' },
      { theirs: 'discover troy maestro', ours: 'discover troy maestro elo', where: '65008' },
    ],
  },
  {
    why: 'What begins as several of the brands above do: all of them are named.',
    cases: [
      {
        theirs: 'mastercard naranja verve maestro elo',
        ours: 'mastercard naranja verve maestro elo rupay dankort',
        where: '5',
      },
      { theirs: 'verve maestro elo', ours: 'verve maestro elo rupay dankort', where: '50' },
      {
        theirs: 'discover troy unionpay maestro elo hiper hipercard',
        ours: 'discover troy unionpay verve maestro elo hiper hipercard rupay bancontact',
        where: '6',
      },
      { theirs: 'discover troy maestro elo', ours: 'discover troy verve maestro elo rupay', where: '65' },
    ],
  },
];

const LONG = 'Its numbers may have 19 digits, so there is a space before the 17th, as in other long numbers.';

/** What we say of a brand that both know, where they say something else of it. */
export const INFO_DIFFERENCES = ['visa', 'discover', 'jcb', 'unionpay', 'maestro', 'mir', 'verve'].map(brand => ({
  brand,
  what: 'gaps',
  theirs: [4, 8, 12],
  ours: [4, 8, 12, 16],
  why: LONG,
}));

/** Cards of national schemes that neither of us names. We take them by their check digit. */
export const NATIONAL = {
  why: 'A card of a national scheme is valid, though no brand is named: Uzcard, ArCa, Belkart, Elkart, Napas and others.',
  beginnings: ['8600', '9051', '9112', '9417', '9704', '9762', '9804', '9860', '9891'],
  lengths: [16, 17, 18, 19],
};

/** Whose check digit does not decide with us, though card-validator asks every brand but UnionPay for Luhn's. */
export const NO_CHECK_DIGIT = [
  { brand: 'korean-local', why: 'A Korean domestic card need not have the check digit of Luhn.' },
  { brand: 'naranja', why: 'Naranja cards have a check digit of modulus 11 or of Luhn.' },
];
