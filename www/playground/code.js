// The code that makes the same form: three ways, each with nothing but what differs from the defaults.

/** @typedef {{ widget: string, apiKey: string, endpoint: string }} Setup  what the page of the reader has of its own */

/** Options that an attribute of <payment-form> can say, and the attribute. `theme` is one more, see `inHtml`. */
export const ATTRIBUTES = {
  amount: 'amount',
  currency: 'currency',
  locale: 'locale',
  cardholderName: 'cardholder-name',
  acceptedBrands: 'accepted-brands',
  installments: 'installments',
  koreanAuth: 'korean-auth',
  submitButton: 'submit-button',
  autoSubmit: 'auto-submit',
};

const SESSION_URL = '/checkout/session';
/** The longest line on which a list or an object is. */
const WIDTH = 88;

/**
 * A value as it is written in JavaScript.
 * @param {unknown} value
 * @param {string} [indent]  that of the line on which it begins
 * @returns {string}
 */
export function literal(value, indent = '') {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  /** @param {string} within */
  const items = within =>
    isList
      ? value.map(item => literal(item, within))
      : Object.entries(value).map(([name, item]) => `${nameOf(name)}: ${literal(item, within)}`);
  const [open, close, space] = isList ? ['[', ']', ''] : ['{', '}', ' '];
  const short = `${open}${space}${items(deeper).join(', ')}${space}${close}`;
  if (!short.includes('\n') && indent.length + short.length <= WIDTH) return short;
  return `${open}\n${items(deeper)
    .map(item => `${deeper}${item},\n`)
    .join('')}${indent}${close}`;
}

/** In single quotes; `</` would end a script of HTML. @param {string} text */
function quoted(text) {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--')}'`;
}

/** @param {string} name */
const nameOf = name => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** Each member on its own line. @param {Record<string, unknown>} options @param {string} indent */
const block = (options, indent) =>
  `{\n${Object.entries(options)
    .map(([name, value]) => `${indent}  ${name}: ${literal(value, `${indent}  `)},\n`)
    .join('')}${indent}}`;

/** @param {unknown} value  of an option; undefined where the attribute cannot say it */
function attributeValue(value) {
  if (!Array.isArray(value)) return String(value);
  return value.some(item => typeof item === 'object') ? undefined : value.join(', ');
}

/** @param {string} text */
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * The script tag, and <payment-form> with attributes; what has no attribute is set by a script.
 * @param {Record<string, any>} options
 * @param {Setup} setup
 */
export function inHtml(options, { widget, apiKey, endpoint }) {
  const attributes = [];
  /** @type {Record<string, unknown>} */
  const rest = {};
  for (const [name, value] of Object.entries(options)) {
    const attribute = /** @type {Record<string, string>} */ (ATTRIBUTES)[name];
    const text = attribute && attributeValue(value);
    if (text !== undefined) attributes.push([attribute, text]);
    else if (name === 'appearance' && Object.keys(value).join() === 'theme') attributes.push(['theme', value.theme]);
    else rest[name] = value;
  }
  const tag = `<script src="${escaped(widget)}/payments-widget.global.js"
  data-api-key="${escaped(apiKey)}" data-endpoint="${escaped(endpoint)}"
  data-session-url="${SESSION_URL}"></script>\n`;
  const form = `<payment-form ${attributes.map(([name, text]) => `${name}="${escaped(text)}"`).join(' ')}></payment-form>\n`;
  if (Object.keys(rest).length === 0) return tag + form;
  const set = `document.querySelector('payment-form').options = ${block(rest, '  ')};`;
  return `${tag}${form}<script>\n  ${set}\n</script>\n`;
}

/** @param {Setup} setup */
const configure = ({ apiKey, endpoint }) =>
  `PaymentsAPI.configure(${block({ apiKey, endpoint, sessionUrl: SESSION_URL }, '')});\n`;

/** @param {Record<string, any>} options @param {Setup} setup */
export const inJs = (options, setup) => `import { PaymentsAPI } from 'payments-widget';

${configure(setup)}
const form = PaymentsAPI.createForm(${block(options, '')});
await form.mount('#payment');
`;

/** @param {Record<string, any>} options @param {Setup} setup */
export const inReact = (options, setup) => `'use client';
import { PaymentsAPI } from 'payments-widget';
import { PaymentForm } from 'payments-widget/react';

${configure(setup)}
const options = ${block(options, '')};

export function Payment({ onPaid }) {
  return <PaymentForm {...options} onSuccess={onPaid} />;
}
`;
