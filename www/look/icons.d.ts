/** Adds those that come with the WebAssembly. */
export function addIcons(more: object): void;
/** An icon in the colour of the text around it, with the parts `icon` and `icon-…`. */
export function iconSvg(name: string): SVGElement;
