// Which language, and how amounts and counts read in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { source } from './source.mjs';

const { addEnglish, loadWords } = await source('text/words.js');
const { default: englishPay } = await source('text/english-pay.js');
addEnglish((await source('text/english-later.js')).default);
addEnglish(englishPay);

test('the page may have its own of the sentences that come later too', async () => {
  const { checkWords, laterKeys } = await source('text/own-words.js');
  assert.deepEqual(laterKeys().sort(), Object.keys(englishPay).sort());
  const tools = { failure: (code, message) => new Error(message), nearest: () => 'none' };
  for (const key of Object.keys(englishPay)) checkWords({ [key]: 'Own.' }, [], tools);
  assert.throws(() => checkWords({ 'no.such': 'Own.' }, Object.keys(englishPay), tools), /no such sentence/);
});

for (const [wanted, locale, dir, label] of [
  ['ko', 'ko', 'ltr', '카드 번호'],
  ['ko-KR', 'ko-KR', 'ltr', '카드 번호'],
  ['ko_KR', 'ko-KR', 'ltr', '카드 번호'],
  ['zh_Hant_TW', 'zh-Hant-TW', 'ltr', '卡號'],
  ['zh-HK', 'zh-HK', 'ltr', '卡號'],
  ['zh', 'zh', 'ltr', '卡号'],
  ['zh-CN', 'zh-CN', 'ltr', '卡号'],
  ['pt-PT', 'pt-PT', 'ltr', 'Número do cartão'],
  ['iw', 'he', 'rtl', 'מספר כרטיס'],
  ['de-AT', 'de-AT', 'ltr', 'Kartennummer'],
  ['en-GB', 'en-GB', 'ltr', 'Card number'],
  ['ar-EG', 'ar-EG', 'rtl', 'رقم البطاقة'],
  ['fi', 'en', 'ltr', 'Card number'],
  ['constructor', 'en', 'ltr', 'Card number'],
  ['not a tag', 'en', 'ltr', 'Card number'],
]) {
  test(`${wanted} is shown in ${locale}`, async () => {
    const words = await loadWords(wanted);
    assert.deepEqual([words.locale, words.dir, words.text('number.label')], [locale, dir, label]);
  });
}

for (const [locale, major, currency, text] of [
  ['ko', '128000', 'KRW', '128,000원'],
  ['en', '128000', 'KRW', '₩128,000'],
  ['en', '100.00', 'USD', '$100.00'],
  ['en', '1500', 'HUF', 'HUF 1,500'],
  ['en', '1500.50', 'HUF', 'HUF 1,500.50'],
  ['en', '1.234', 'KWD', 'KWD 1.234'],
  ['en', '90071992547409.91', 'USD', '$90,071,992,547,409.91'],
]) {
  test(`${major} ${currency} in ${locale}`, async () => {
    assert.equal((await loadWords(locale)).amount(major, currency).replace(/\u00a0/g, ' '), text);
  });
}

test('amounts and dates have Latin digits in Arabic too', async () => {
  const words = await loadWords('ar-EG');
  assert.match(words.amount('1234.50', 'EGP'), /1,234\.50/);
  assert.match(words.date('2026-11-24T08:31:00Z'), /2026/);
});

test('counts choose their plural, and gaps are filled once', async () => {
  const [en, ar] = [await loadWords('en'), await loadWords('ar')];
  assert.equal(en.text('error.count', { n: 1 }), 'Please check 1 field.');
  assert.equal(en.text('error.count', { n: 3 }), 'Please check 3 fields.');
  assert.equal(ar.text('error.count', { n: 2 }), 'يُرجى مراجعة حقلين.');
  assert.equal(en.text('pay.wallet', { amount: '{wallet}', wallet: '$&' }), 'Pay {wallet} with $&');
  assert.equal(en.text('pay.button'), 'Pay {amount}');
  assert.equal(en.text('no.such'), 'no.such');
});

test('both lists of languages name every file', async () => {
  const files = readdirSync(new URL('../../www/text/locales/', import.meta.url))
    .filter(name => name.endsWith('.js') && name !== 'en.js')
    .map(name => name.slice(0, -'.js'.length))
    .sort();
  const { LANGUAGES } = await source('load/parts.js');
  assert.deepEqual(Object.keys(LANGUAGES).sort(), files);
  for (const [tag, load] of Object.entries(LANGUAGES)) assert.match(String(load), new RegExp(`/${tag}\\.js'`));
  const ofTag = readFileSync(new URL('../../www/load/parts-of-tag.js', import.meta.url), 'utf8');
  assert.deepEqual(
    ofTag
      .match(/const TAGS = '([^']+)'/)[1]
      .split(' ')
      .sort(),
    files,
  );
});

test('a sentence with a number has plurals of its language', async () => {
  const { LANGUAGES } = await source('load/parts.js');
  for (const [tag, load] of Object.entries(LANGUAGES)) {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    for (const [key, sentence] of Object.entries((await load()).default)) {
      if (typeof sentence === 'string') continue;
      for (const category of [...Object.keys(sentence), 'other'])
        assert.ok(pluralCategories.includes(/** @type {any} */ (category)), `${tag} ${key}`);
      assert.ok(sentence.other, `${tag} ${key}`);
    }
    const words = await loadWords(tag);
    for (const n of [1, 2, 5, 21]) assert.notEqual(words.text('error.count', { n }), 'error.count');
  }
});

test('every language has every sentence, with the same gaps', async () => {
  const folder = new URL('../../www/text/locales/', import.meta.url);
  const gaps = sentence => [...new Set(JSON.stringify(sentence).match(/\{(\w+)\}/g) ?? [])].sort();
  const { default: en } = await source('text/locales/en.js');
  for (const file of readdirSync(folder).filter(name => name.endsWith('.js'))) {
    const { default: sentences } = await source(`text/locales/${file}`);
    assert.deepEqual(Object.keys(sentences).sort(), Object.keys(en).sort(), file);
    for (const key of Object.keys(en)) assert.deepEqual(gaps(sentences[key]), gaps(en[key]), `${file} ${key}`);
  }
});

/** The keys of sentences that Rust and JavaScript name, those that Rust puts together too. */
function keysInUse(groups) {
  const files = (folder, ending) =>
    readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith(ending) && !/^(shop|text.(locales|english))/.test(name))
      .map(name => readFileSync(new URL(`../../${folder}${name}`, import.meta.url), 'utf8'));
  const code = [...files('src/', '.rs'), ...files('www/', '.js')].join('\n');
  const prefix = /^ {4}sentences: "([\w.]+)",$/gm;
  const written = [...code.replace(prefix, '').matchAll(/["']([a-z]+)((?:\.[a-z]+)+)["']/g)]
    .filter(([, group, rest]) => groups.has(group) && rest !== '.js')
    .map(([, group, rest]) => group + rest);
  // A field's own label: `[spec.sentences, ".label"].concat()`.
  const labels = [...code.matchAll(prefix)].map(([, field]) => `${field}.label`);
  return [...new Set([...written, ...labels])].sort();
}

test('a sentence has no sign that only a list has, and no space at its ends', async () => {
  for (const file of readdirSync(new URL('../../www/text/locales', import.meta.url)).filter(name =>
    /\.js$/.test(name),
  )) {
    const { default: sentences } = await source(`text/locales/${file}`);
    const texts = Object.values(sentences).flatMap(found =>
      typeof found === 'string' ? [found] : Object.values(found),
    );
    assert.deepEqual(
      texts.filter(text => text.includes('|') || text.trim() !== text),
      [],
      file,
    );
  }
});

test('every sentence is used, and every sentence that is used is there', async () => {
  const { default: en } = await source('text/locales/en.js');
  const groups = new Set(Object.keys(en).map(key => key.split('.')[0]));
  assert.deepEqual(keysInUse(groups), Object.keys(en).sort());
});
