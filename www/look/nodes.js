// Making elements without markup, so that a page may require Trusted Types and forbid inline styles.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Readonly<Record<string, string>>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children);
  return node;
}

/**
 * @param {Element} node
 * @param {Readonly<Record<string, string>>} attributes
 */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

/**
 * What an element is in, as it is seen: from a slotted element to its slot, and from a shadow root to its host.
 * @param {any} element
 * @returns {any}
 */
export const parentOf = element => element.assignedSlot ?? element.parentElement ?? element.parentNode?.host;

/**
 * Whether an element has a box: neither it nor what is around it is `display: none`, skipped, or off the page.
 * @param {Element} element
 */
export const isRendered = element => element.checkVisibility?.() ?? element.getClientRects().length > 0;
