// Written by `npm run release:version`; never edited.

/** The version of this package. */
export const VERSION = "0.1.0";
