// The numbers that the sandbox takes, with what comes of each, from sandbox/src/network.rs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/project.mjs';
import { table } from './table.mjs';

const FAILED_REFUND =
  /expose\(\) == "(\d+)" \{\s*return Some\(Scenario \{ state: "(\w+)", verdict: (\w+|"\w+"), refund_verdict: "(\w+)"/;
const ARM = /((?:"\d{14,19}"\s*\|?\s*)+)=> (?:\{\s*)?\("(\w+)", (APPROVED|"\w+")\)/g;

const TEXTS = {
  en: {
    title: 'Test cards',
    intro:
      'The sandbox takes these numbers and no others, with any expiry date that is not over and any security code of the right length. Nothing is charged.',
    heads: ['Number', 'Before it is decided', 'What the issuer says'],
    states: {
      decided: '',
      challenge: '3-D Secure asks the payer',
      hidden: '3-D Secure without a question',
      late: 'the issuer answers after 2 seconds',
    },
    approved: 'approved',
    declined: 'declined: `{reason}`',
    refund: 'approved; a refund fails: `{reason}`',
  },
  ko: {
    title: '테스트 카드',
    intro:
      '샌드박스는 이 번호만 받습니다. 유효기간은 지나지 않은 날짜면 되고, 보안 코드는 자릿수만 맞으면 됩니다. 실제로 청구되지 않습니다.',
    heads: ['번호', '결정되기 전', '발급사의 응답'],
    states: {
      decided: '',
      challenge: '3-D Secure가 결제자에게 묻습니다',
      hidden: '묻지 않는 3-D Secure',
      late: '발급사가 2초 뒤에 응답합니다',
    },
    approved: '승인',
    declined: '거절: `{reason}`',
    refund: '승인, 환불은 실패: `{reason}`',
  },
};

/** In the groups in which cards print it. */
const grouped = number =>
  /^3[47]|^3[068]/.test(number) && number.length < 16
    ? number.replace(/^(\d{4})(\d{6})(\d+)$/, '$1 $2 $3')
    : number.replace(/\d{4}(?=\d)/g, '$& ');

/** @param {import('../contents.mjs').Language} lang */
export function testCards(lang) {
  const { title, intro, heads, states, approved, declined, refund } = TEXTS[lang];
  const source = readFileSync(join(ROOT, 'sandbox/src/network.rs'), 'utf8');
  const row = (number, state, answer) => {
    if (!(state in states)) throw new Error(`No word says what ${state} is.`);
    return [`\`${grouped(number)}\``, states[state], answer];
  };
  const rows = [...source.matchAll(ARM)].flatMap(([, numbers, state, verdict]) =>
    [...numbers.matchAll(/\d+/g)].map(([number]) =>
      row(number, state, verdict === 'APPROVED' ? approved : declined.replace('{reason}', verdict.replaceAll('"', ''))),
    ),
  );
  const [, number, state, , reason] = source.match(FAILED_REFUND) ?? [];
  rows.push(row(number, state, refund.replace('{reason}', reason)));
  return `# ${title}\n\n${intro}\n\n${table(heads, rows)}\n`;
}
