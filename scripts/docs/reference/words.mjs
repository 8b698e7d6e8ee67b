// The words of the form that a page can replace, in English and Korean: the labels (the option `labels`) and the sentences (`words`).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LABELS } from '../../../www/api/option-names.js';
import english from '../../../www/text/locales/en.js';
import korean from '../../../www/text/locales/ko.js';
import { ROOT, WWW } from '../../lib/project.mjs';
import { table } from './table.mjs';

const FIELDS = join(ROOT, 'src/form/fields');
/** The labels that are of no field. */
const OTHERS = { legend: ['form.label'], submit: ['pay.button'] };

const TEXTS = {
  en: {
    title: 'Words of the form',
    intro:
      'What a form says to the payer, and by which names a page can replace it: [the options of the form](../form-options.md#words) have examples. The package has {count} languages. Two of them are here: `payments-widget/locales/en` and `payments-widget/locales/ko`.',
    labels: 'Labels',
    aboutLabels: 'The members of the option `labels`. What you give is shown in place of these:',
    label: 'Label',
    sentences: 'Sentences',
    aboutSentences:
      'The keys of the option `words`. The form fills in what is in braces. Where a sentence has several forms, the number in it chooses one of them, as `Intl.PluralRules` says.',
    key: 'Key',
  },
  ko: {
    title: '폼의 문구',
    intro:
      '폼이 결제자에게 보여 주는 문구와, 페이지에서 그 문구를 바꿀 때 쓰는 이름입니다. 예제는 [폼 옵션](../form-options.ko.md#문구-바꾸기)에 있습니다. 패키지에는 언어가 {count}개 있습니다. 아래 표는 그중 `payments-widget/locales/en`과 `payments-widget/locales/ko`입니다.',
    labels: '레이블',
    aboutLabels: '`labels` 옵션의 멤버입니다. 지정하면 아래 문구 대신 보여 줍니다.',
    label: '레이블',
    sentences: '문장',
    aboutSentences:
      '`words` 옵션의 키입니다. 중괄호 안은 폼이 채웁니다. 형태가 여럿인 문장은 `Intl.PluralRules`에 따라 그 안의 수로 하나를 고릅니다.',
    key: '키',
  },
};

/** The keys of the sentences that a label replaces. @returns {Map<string, string[]>} */
function keysOfLabels() {
  const keys = new Map(Object.entries(OTHERS));
  for (const file of readdirSync(FIELDS)) {
    const [, field, label] =
      readFileSync(join(FIELDS, file), 'utf8').match(/field: Field::(\w+),\s+label: ([\s\S]+?)\s+css_class:/) ?? [];
    if (!field) continue;
    keys.set(
      field[0].toLowerCase() + field.slice(1),
      [...label.matchAll(/"([\w.]+)"/g)].map(([, key]) => key),
    );
  }
  return keys;
}

/** A sentence, or each of its forms with the name of that. */
const formsOf = sentence =>
  typeof sentence === 'string'
    ? sentence
    : Object.entries(sentence)
        .map(([form, text]) => `\`${form}\`: ${text}`)
        .join(' ');

/** @param {import('../contents.mjs').Language} lang */
export function words(lang) {
  const texts = TEXTS[lang];
  const languages = readdirSync(join(WWW, 'text/locales')).filter(name => name.endsWith('.js'));
  const keysOf = keysOfLabels();
  const labels = LABELS.flatMap(label => {
    const keys = keysOf.get(label);
    if (!keys) throw new Error(`Nothing says which sentence the label ${label} replaces.`);
    return keys.map(key => [`\`${label}\``, `\`${key}\``, formsOf(english[key]), formsOf(korean[key])]);
  });
  const sentences = Object.keys(english).map(key => [`\`${key}\``, formsOf(english[key]), formsOf(korean[key])]);
  const parts = [
    `# ${texts.title}`,
    texts.intro.replace('{count}', String(languages.length)),
    `## ${texts.labels}`,
    texts.aboutLabels,
    table([texts.label, texts.key, 'English', '한국어'], labels),
    `## ${texts.sentences}`,
    texts.aboutSentences,
    table([texts.key, 'English', '한국어'], sentences),
  ];
  return `${parts.join('\n\n')}\n`;
}
