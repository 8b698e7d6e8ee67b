/** The mark of a brand; the plain card for an id that is none. */
export function markSvg(id: string): SVGElement;
/** An icon in the colour of the text around it. */
export function iconSvg(name: string): SVGElement;
