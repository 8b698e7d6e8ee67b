// The icon of the issuer's dialog, which a page shows also where its form is in a frame.

export const CLOSE_ICON = { close: [['m5 5 10 10M15 5 5 15']] };
