/** What money is committed or given up for, in the words that a controller reads in an approval. */
export const purposes = [
  "open a deal",
  "open a tab",
  "pay an order",
  "pay a bond",
  "release a milestone",
  "refund a milestone",
  "agree on a split",
  "cancel a deal",
  "amend a deal",
  "close a tab early",
] as const;

/** One of `purposes`. */
export type Purpose = (typeof purposes)[number];
