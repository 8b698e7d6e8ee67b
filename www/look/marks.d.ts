export function drawMark(picture: SVGElement, id: string, iconSvg: (name: string) => SVGElement): void;
