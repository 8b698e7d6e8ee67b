/** An icon in the colour of the text around it. */
export function iconSvg(name: string): SVGElement;
