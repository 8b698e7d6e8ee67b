/** The mark of a brand; the plain card, an icon, for an id that is none. */
export function markSvg(id: string, iconSvg: (name: string) => SVGElement): SVGElement;
