// The font families of a sheet. A browser looks up each name again for each size and weight, and a name that the system lacks
// takes it longest: so it is not asked for those that only another system has.

const APPLE = /(-apple-system|BlinkMacSystemFont|"Apple SD Gothic Neo"), ?/g;
const WINDOWS = /"(Segoe UI|Segoe UI Variable Text|Malgun Gothic)", ?/g;

/**
 * The sheet without the families that this system cannot have.
 * @param {string} css
 * @param {string} [platform]  `navigator.platform`; where it says nothing, all of them stay
 */
export function ownFonts(css, platform = '') {
  const [, apple, windows] = /^(?:(Mac|iP)|(Win)|Linux|Android|CrOS|\w*BSD)/.exec(platform) ?? [, true, true];
  if (!apple) css = css.replace(APPLE, '');
  return windows ? css : css.replace(WINDOWS, '');
}
