/** What `addIcons` takes. */
export const LATER_ICONS: object;
