// Every error code: those of the WebAssembly and the API from the table in src/protocol/problem.rs, those of the JavaScript around it
// from the types, with what their comments say, and with what to do from error-advice.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/project.mjs';
import { ERROR_CODES } from '../../../www/testing/error-codes.js';
import { table } from './table.mjs';

const ROW = /((?: *\/\/\/ .+\n)+) *\w+ = "(\w+)", (\d+), \w+, (?:true|false);/g;
const BULLET = /^ \* - `(\w+)`: (.+(?:\n \* {3}.+)*)$/gm;

const read = path => readFileSync(join(ROOT, path), 'utf8');
/** In a comment of Rust, a link to an item is a name. */
const plain = text =>
  text
    .replace(/\[(`[^`]+`)\](?:\([^)]*\))?/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

/** Code → what the developer does about it, in each language. @typedef {Record<string, Partial<Record<import('../contents.mjs').Language, string>>>} Advice */

/** @type {Advice} */
export const ADVICE = JSON.parse(read('scripts/docs/reference/error-advice.json'));

/**
 * @param {Advice} advice
 * @param {string} code
 * @param {import('../contents.mjs').Language} lang
 */
function adviceOf(advice, code, lang) {
  const text = advice[code]?.[lang];
  if (!text) throw new Error(`error-advice.json does not say in "${lang}" what to do about ${code}.`);
  return text;
}

function rows() {
  const statuses = new Map();
  const reasons = new Map();
  for (const [, docs, code, status] of read('src/protocol/problem.rs').matchAll(ROW)) {
    statuses.set(code, status);
    reasons.set(code, plain(docs.replaceAll('///', '')));
  }
  // Those that only the JavaScript raises.
  for (const [, code, text] of read('www/api/index.d.ts').matchAll(BULLET)) {
    if (ERROR_CODES.has(code) && !reasons.has(code)) reasons.set(code, plain(text.replaceAll('\n *', ' ')));
  }
  return [...ERROR_CODES].map(([code, { outcome, retryable }]) => {
    const reason = reasons.get(code);
    if (!reason) throw new Error(`No comment says why ${code} comes.`);
    const status = statuses.get(code);
    return {
      code,
      outcome,
      retryable,
      status: status && status !== '0' ? status : '',
      reason: reason[0].toUpperCase() + reason.slice(1),
    };
  });
}

const TEXTS = {
  en: {
    title: 'Error codes',
    intro:
      'Every failure of a call is a `PaymentError` with one of these codes, and every refusal of the API a problem document (RFC 9457) with the same ones. A code never changes its meaning. **HTTP** is the status with which the API answers; without one, only the browser or an answer of 200 has it.',
    heads: ['Code', 'HTTP', 'Why it comes', 'What to do', 'The same call may succeed later'],
    yes: 'yes',
    no: 'no',
    outcomes: {
      not_charged: [
        'Nothing was charged',
        'The `outcome` is `not_charged`. Correct what the code names and pay again. Where the same call may succeed later, repeat it after a pause, or after `Retry-After`.',
      ],
      unknown: [
        'Not known yet',
        'The `outcome` is `unknown`. Do not pay again: first ask `retrievePayment`, or read the session on your server. The form does this by itself. With the same idempotency key and the same bytes a repeated request is safe.',
      ],
      charged: [
        'Charged already',
        'The `outcome` is `charged`. The money has moved: show that it is paid, and do not ask for it again.',
      ],
    },
  },
  ko: {
    title: '오류 코드',
    intro:
      '호출이 실패하면 이 코드 가운데 하나를 담은 `PaymentError`가 됩니다. API가 거절할 때도 같은 코드를 담은 문제 문서(RFC 9457)로 응답합니다. 코드의 뜻은 바뀌지 않습니다. **HTTP**는 API가 응답하는 상태 코드이고, 비어 있으면 브라우저나 200 응답에만 있는 코드입니다. 이유는 코드의 주석에서 가져오므로 영어입니다.',
    heads: ['코드', 'HTTP', '이유', '할 일', '같은 호출이 나중에 성공할 수 있음'],
    yes: '예',
    no: '아니요',
    outcomes: {
      not_charged: [
        '청구되지 않음',
        '`outcome`은 `not_charged`입니다. 코드가 가리키는 것을 고친 뒤 다시 결제합니다. 나중에 성공할 수 있는 호출은 잠시 뒤에, 또는 `Retry-After` 뒤에 반복합니다.',
      ],
      unknown: [
        '아직 알 수 없음',
        '`outcome`은 `unknown`입니다. 다시 결제하지 말고 먼저 `retrievePayment`로 묻거나 서버에서 세션을 읽습니다. 결제창은 스스로 이렇게 합니다. 같은 멱등 키와 같은 바이트로 다시 보내는 것은 안전합니다.',
      ],
      charged: [
        '이미 청구됨',
        '`outcome`은 `charged`입니다. 돈이 이미 이동했습니다. 결제되었다고 표시하고, 다시 청구하지 않습니다.',
      ],
    },
  },
};

/**
 * @param {import('../contents.mjs').Language} lang
 * @param {Advice} [advice]
 * @throws {Error} for a code without a reason or without advice, and for advice about no code
 */
export function errors(lang, advice = ADVICE) {
  const { title, intro, heads, yes, no, outcomes } = TEXTS[lang];
  const all = rows();
  const stray = Object.keys(advice).filter(code => !ERROR_CODES.has(code));
  if (stray.length > 0) throw new Error(`error-advice.json has advice about no code: ${stray.join(', ')}.`);
  const parts = Object.entries(outcomes).map(([outcome, [heading, todo]]) => {
    const cells = all
      .filter(row => row.outcome === outcome)
      .map(({ code, status, reason, retryable }) => {
        return [`\`${code}\``, status, reason, adviceOf(advice, code, lang), retryable ? yes : no];
      });
    return `## ${heading}\n\n${todo}\n\n${table(heads, cells)}`;
  });
  return `# ${title}\n\n${intro}\n\n${parts.join('\n\n')}\n`;
}
