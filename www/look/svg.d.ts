/** An SVG element with attributes and children. */
export function element(tag: string, attributes: Record<string, string | number>, children?: Node[]): SVGElement;
/** An image that screen readers do not say, with the parts by which a page styles it. */
export function svg(className: string, part: string, viewBox: string, children: Node[]): SVGElement;
