/** Texts shorter than this, in UTF-16 code units, hold no duty that could be quoted. */
export const TOO_SHORT_BELOW = 300;

/** A text of which fewer than `leastShare` basis points of the words are these is not in English. */
export const ENGLISH = { words: ["the", "of", "and", "to"], leastShare: 400 } as const;

/** Lengths in characters. */
export const QUOTATION = { least: 25, most: 700 } as const;
export const GIST = { least: 8, most: 160 } as const;

/** How many duties of one kind are quoted of one text. */
export const QUOTED_PER_KIND = 2;
