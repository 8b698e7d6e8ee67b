// The fonts of the form's text. A browser looks up each name again for each weight, and waits longest for a name that the system
// lacks: so it is not asked for those that only another system has.

/**
 * The font families, in the order in which they are tried.
 * @param {string} [platform]  `navigator.platform`; where it says nothing, all of them
 */
export function fontsOf(platform = '') {
  const [known, apple = !known, windows = !known] =
    /^(?:(Mac|iP)|(Win)|Linux|Android|CrOS|\w*BSD)/.exec(platform) ?? [];
  return [
    apple && '-apple-system,BlinkMacSystemFont',
    windows && '"Segoe UI Variable Text","Segoe UI"',
    'Roboto',
    apple && '"Apple SD Gothic Neo"',
    windows && '"Malgun Gothic"',
    '"Noto Sans KR","Noto Sans CJK KR","Noto Sans"',
    // Late: on bare Linux it is DejaVu Sans.
    'system-ui,sans-serif',
  ]
    .filter(Boolean)
    .join();
}
