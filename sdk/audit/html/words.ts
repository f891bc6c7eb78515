/** What the report's words mean, for people who know no blockchain. */
export const WORDS: readonly (readonly [string, string])[] = [
  [
    "address",
    "A number that stands for a person, a company or a program, like the number of an account. Who holds its secret key can sign for it.",
  ],
  ["agent", "A program that buys or sells for its owner, the principal."],
  ["arbiter", "The last judge, if the terms name one. Its ruling is final."],
  ["ballot", "One juror's signed score, from 0 % to 100 %, for one delivery."],
  [
    "block",
    "A page of the public record, with a number and a time. Each page names the one before it by its hash, so that no old page can be changed unnoticed.",
  ],
  ["bond", "Money that a party puts up when it contests a verdict. It pays the judges of the next round."],
  [
    "contract",
    "A program on the public record that holds the money and follows its rules. No one can change it or take the money out in another way.",
  ],
  ["contest", "A party's objection to a verdict, in time and with a bond. It opens the next round."],
  ["delivery", "The seller's signed statement that certain evidence answers a milestone."],
  ["evidence", "What the seller delivered: files, named by their hash."],
  ["hash", "A fingerprint of a text or a file. Change one character, and the fingerprint is another one."],
  [
    "interval",
    "The lowest and the highest payout that a panel could still decide, whatever its missing jurors would have said.",
  ],
  ["juror", "Someone whom both parties named, or who was drawn by lot, to score a delivery."],
  ["ledger balance", "Money of an address inside the contract, which it can take out."],
  ["milestone", "One part of the work, with an amount and a deadline of its own."],
  [
    "node",
    "A computer that keeps a copy of the public record and answers questions about it. This report was made from what one or two of them answered.",
  ],
  ["pact", "The document that says what must be delivered, and by which rules it is scored."],
  [
    "panel",
    "The jurors of a round. Their median score counts, so that a few who are wrong, silent or bribed cannot move it.",
  ],
  [
    "payout",
    "The part of a milestone's amount that goes to the seller. What is left goes back to the buyer.",
  ],
  ["signature", "Proof that the holder of an address's secret key agreed to exactly this text."],
  [
    "transaction",
    "One entry of the public record. It has a number of its own by which anyone can look it up.",
  ],
  ["USDC", "Digital dollars. One USDC is one US dollar of the company that issues it."],
  ["verdict", "The payout that a panel's ballots decide."],
];
