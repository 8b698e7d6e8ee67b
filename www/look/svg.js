// SVG elements by createElementNS: no innerHTML, no file to load, no style attribute.

const NS = 'http://www.w3.org/2000/svg';

export const element = (tag, attributes, children = []) => {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
export const svg = (className, part, viewBox, children) =>
  element('svg', { class: className, part, viewBox, 'aria-hidden': 'true' }, children);
