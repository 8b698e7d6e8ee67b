// The inventory of scripts that PCI DSS 4.0.1, requirement 6.4.3, asks for: each script of a payment page, why the page needs it, and how
// its integrity is assured. A test compares it with what browsers load.

/** The ways to embed the form, and whose page is meant. */
const WAYS = {
  'script-tag': 'a page with the script tag and the form in the page',
  'frame-page': 'a page whose form is in a frame: what the page itself loads',
  frame: "the frame's own document, frame.html",
  npm: 'a page that imports the package from npm; a bundler gives these files other names and hashes',
};

/** In the page with the script tag and in the frame, and in the page that imports. */
const OF_FORM = ['script-tag', 'frame'];

/** How the integrity of a file is assured, by its way. */
const CHECKS = {
  'script-tag': "the page's integrity attribute and import map (script-tag.html)",
  'frame-page': "the page's integrity attribute and import map (script-tag.html)",
  frame: "the frame's own origin, which serves nothing else; frame.html allows no script of another origin",
  npm: 'the lock file of the project, and what its bundler writes',
};
const CHECK_OF_WASM = 'its SHA-256 is in the script that loads it, which compares it before the WebAssembly runs';

/**
 * What is loaded, by its name for bundlers. `when`: absent for what every payment with a card loads. `frame`: the ways other than that of
 * the script tag.
 *
 * @type {Record<string, { purpose: string, when?: string, ways?: string[] }>}
 */
const PARTS = {
  engine: { purpose: 'Starts the WebAssembly of the form and connects it with the page.' },
  pay: { purpose: 'Starts the WebAssembly that pays: asks for the session, and sends the encrypted card.' },
  colours: { purpose: 'Makes colours of the page that could not be read readable.' },
  marks: { purpose: 'Draws the marks of the card brands.' },
  styles: { purpose: 'The style sheet of another look.', when: 'a style, labels or a layout other than the default' },
  dialog: {
    purpose: "Shows the page of the card's bank or of a wallet (3-D Secure, approval).",
    when: 'the payment asks the payer for an action',
    ways: ['script-tag', 'frame-page'],
  },
  'saved-cards': {
    purpose: 'Lists the cards that a payer has kept.',
    when: 'a form with savedCards, of a payer who has some',
  },
  check: { purpose: 'Tells the developer what would keep the form from paying.', when: 'a test key' },
  validators: {
    purpose: 'Checks cards for a form of your own.',
    when: 'PaymentsAPI.ready() is called',
    ways: ['script-tag'],
  },
  'frame-host': { purpose: 'Opens the frame with the form and speaks with it.', ways: ['frame-page'] },
};

const WASM = {
  'payments-widget_bg.wasm':
    'Formats and checks what is typed, and encrypts the card. It imports nothing that reaches a network.',
  'payments-widget_pay_bg.wasm': 'Decides each step of a payment. It gets the card only encrypted.',
};

const COPIES = {
  'wasm-inline.js': 'The bytes of payments-widget_bg.wasm.',
  'wasm-pay-inline.js': 'The bytes of payments-widget_pay_bg.wasm.',
};
const NOT_THERE = 'the server has no WebAssembly at its address, or another file of another media type';

const ENTRIES = {
  'payments-widget.global.js': [
    'Defines PaymentsAPI and <payment-form>, and loads the rest.',
    ['script-tag', 'frame-page'],
  ],
  'frame.js': ['Shows the form in the frame, and answers the page.', ['frame']],
  'index.js': ['Defines PaymentsAPI, and loads the rest.', ['npm']],
  'element.js': ['Defines <payment-form>.', ['npm'], "the page imports 'payments-widget/element'"],
  'react.js': ['The form as a component of React.', ['npm'], "the page imports 'payments-widget/react'"],
  'global.js': ['Sets window.PaymentsAPI.', ['npm'], "the page imports 'payments-widget/global'"],
};

/** `[file, purpose, ways, when]` of each file. */
function rows(languages) {
  const all = [...OF_FORM, 'npm'];
  return [
    ...Object.entries(ENTRIES).map(([file, row]) => [file, ...row]),
    ...Object.entries(PARTS).flatMap(([name, { purpose, when, ways = OF_FORM }]) => [
      [`payments-widget.${name}.js`, purpose, ways, when],
      [`${name}.js`, purpose, ['npm'], name === 'frame-host' ? 'configure() names a frame' : when],
    ]),
    ...Object.entries(WASM).map(([file, purpose]) => [file, purpose, all]),
    ...Object.entries(COPIES).map(([file, purpose]) => [file, purpose, all, NOT_THERE]),
    ...languages.map(file => [
      file,
      `The sentences of the form in the language ${file.match(/([\w-]+)\.js$/)?.[1]}.`,
      all,
      'the form is shown in this language',
    ]),
  ];
}

/**
 * @param {Record<string, { integrity: string, bytes: number }>} hashes  of all files of dist/
 * @param {{ version: string, revision: string | null }} release
 */
export function inventory(hashes, { version, revision }) {
  // English is in the entry: the file is only for pages that import it by its name.
  const languages = Object.keys(hashes).filter(file => file.startsWith('locales/') && file !== 'locales/en.js');
  const files = rows(languages).map(([file, purpose, ways, when = 'always']) => ({
    file,
    kind: file.endsWith('.wasm') ? 'WebAssembly' : 'script',
    bytes: hashes[file].bytes,
    integrity: hashes[file].integrity,
    purpose,
    loaded: Object.fromEntries(
      ways.map(way => [way, { when, integrityBy: file.endsWith('.wasm') ? CHECK_OF_WASM : CHECKS[way] }]),
    ),
  }));
  return { package: 'payments-widget', version, revision, ways: WAYS, files };
}

/** What the script tag loads besides itself and the WebAssembly, with a form in the page or in a frame. */
export const partsOfTag = list =>
  list.files
    .filter(({ file, kind, loaded }) => {
      const isOfTag = 'script-tag' in loaded || 'frame-page' in loaded;
      return kind === 'script' && isOfTag && file !== 'payments-widget.global.js';
    })
    .map(({ file }) => file);
