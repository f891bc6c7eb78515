import { lazily } from "../../errors/lazily.ts";
import type { Messages } from "../messages.ts";
import type { typedDataTypes } from "../typed-data.ts";
import { durationText, type FieldFormat, usdcText } from "./formats.ts";

// The one source of words about signatures: `explain` prints them, and ERC-7730 descriptors are made of them.

/** How one field is named and shown. */
export interface FieldWords {
  readonly label: string;
  readonly format: FieldFormat;
  /** What 0, the zero address or the zero hash means there; the value itself is shown when left out. */
  readonly nothing?: string;
  /** What a time that never comes means there; no end when left out. */
  readonly never?: string;
  /** The label of one entry of a list, in which # is its number counted from 0. */
  readonly each?: string;
}

/** The name of a type of the table, nested ones included. */
export type TypeName = keyof typeof typedDataTypes;

/** What a signature is, besides its fields. */
export interface TypeWords<Type extends keyof Messages> {
  /** What the signer does, short enough for the title of a wallet's screen. */
  readonly intent: string;
  /** Who signs. */
  readonly signer: string;
  /** What happens with the signature. */
  readonly effect: string;
  /** What it can cost the signer at most. */
  readonly cost: (message: Messages[Type]) => string;
}

/** A field of any of the types; `Type.field` comes before `field`. */
export const address = (label: string, nothing?: string): FieldWords => words(label, "address", nothing);
export const usdc = (label: string, nothing?: string): FieldWords => words(label, "usdc", nothing);
const percent = (label: string, nothing?: string): FieldWords => words(label, "percent", nothing);
const duration = (label: string, nothing?: string): FieldWords => words(label, "duration", nothing);
export const time = (label: string): FieldWords => words(label, "time");
const number = (label: string, nothing?: string): FieldWords => words(label, "number", nothing);
export const hash = (label: string, nothing?: string): FieldWords => words(label, "hash", nothing);

export function words(label: string, format: FieldFormat, nothing?: string): FieldWords {
  return { label, format, ...(nothing === undefined ? {} : { nothing }) };
}

/** The fields of every type, by type and name. Fields that hold a struct are shown by the struct's own. */
export const fieldWords: () => Readonly<Record<TypeName, Readonly<Record<string, FieldWords>>>> =
  /* @__PURE__ */ lazily(() => ({
    Terms: {
      buyer: address("Buyer"),
      fundedFromLedger: words("Paid from the buyer's ledger balance", "yesNo"),
      buyerToLedger: words("Buyer is paid back to its ledger balance", "yesNo"),
      sellerToLedger: words("Seller is paid to its ledger balance", "yesNo"),
      verificationFee: usdc("Verification fee of each milestone", "none"),
      amounts: { ...usdc("Amounts"), each: "Milestone # pays" },
      deadlines: { ...time("Deadlines"), each: "Milestone # is due" },
    },
    Adjudication: {
      seller: address("Seller"),
      panel: { ...address("Panel"), each: "Juror #" },
      passingScore: percent("Passing score"),
      payoutStep: percent("Payout step (0: all or nothing)", "all or nothing"),
      contestWindow: duration("Time to contest a verdict", "none: a verdict is final"),
      marketplaceFee: percent("Marketplace fee, of the seller's part", "none"),
    },
    Conditions: {
      verdictWindow: duration("Time to judge a delivery on-chain"),
      silencePayout: percent("Seller's part when the panel stays silent"),
      marketplace: address("Marketplace", "none"),
      panelAccount: address("Account for verification fees", "none: jurors share what fees there are"),
      pact: hash("Hash of the pact"),
      salt: number("Salt"),
      openBy: time("Open before"),
      category: number("Category", "none"),
      reference: hash("Reference", "none"),
    },
    DisputeRules: {
      bond: usdc("Bond of a contest"),
      pool: address("Juror pool"),
      arbiter: address("Arbiter", "none"),
      rulingWindow: duration("Time for the arbiter to rule", "none"),
    },
    Amendment: {
      deal: hash("Replaces the deal"),
      remainder: usdc("Remainder carried over"),
      delivered: words("Milestones with a delivery", "milestones"),
    },
    Ballot: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      round: number("Round"),
      evidence: hash("Hash of the evidence"),
      score: percent("Score"),
      reasons: hash("Hash of the reasons", "none"),
    },
    Delivery: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      evidence: hash("Hash of the evidence"),
      evidenceUri: words("Evidence is at", "text"),
    },
    Release: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      seller: address("Pays the seller"),
      amount: usdc("Amount"),
    },
    Refund: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      buyer: address("Pays the buyer back"),
      amount: usdc("Amount"),
    },
    Reclaim: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      buyer: address("Pays the buyer back"),
      amount: usdc("Amount"),
    },
    Agreement: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      seller: address("Seller"),
      toSeller: usdc("Seller is paid"),
      buyer: address("Buyer"),
      toBuyer: usdc("Buyer is paid back"),
      validUntil: time("Valid before"),
    },
    Cancellation: {
      deal: hash("Deal"),
      buyer: address("Pays the buyer back"),
      remainder: usdc("All that the deal holds"),
      validUntil: time("Valid before"),
    },
    Deposit: { account: address("Account"), salt: number("Salt") },
    Contest: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      round: number("Opens round"),
      payout: percent("Contested payout to the seller"),
      bond: usdc("Bond"),
      payer: address("Payer of the bond"),
      fromWallet: words("Paid from the payer's wallet", "yesNo"),
    },
    Bond: {
      payer: address("Payer"),
      deal: hash("Deal"),
      milestone: number("Milestone"),
      round: number("Opens round"),
      contester: address("Contester"),
      amount: usdc("Bond"),
    },
    Ruling: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      evidence: hash("Hash of the evidence", "none"),
      payout: percent("Payout to the seller"),
    },
    Rating: {
      deal: hash("Deal"),
      rated: address("Rates"),
      score: number("Score of 100"),
      reasons: hash("Hash of the reasons", "none"),
    },
    BallotBatch: {},
    TermsBatch: {},
    SeatKey: {
      owner: address("Owner of the seat"),
      nonce: number("Nonce"),
      validUntil: time("Valid before"),
    },
    Account: { principal: address("Principal"), index: number("Index") },
    Approval: {
      account: address("Account"),
      purpose: words("Purpose", "text"),
      total: usdc("In total, at most"),
      validUntil: time("Valid before"),
      commitment: hash("What the key signed"),
    },
    Payee: { payee: address("Payee"), most: usdc("Receives at most") },
    Freeze: { account: address("Account"), nonce: number("Nonce"), validUntil: time("Valid before") },
    KeyRevocation: {
      account: address("Account"),
      key: address("Revokes the key"),
      nonce: number("Nonce"),
      validUntil: time("Valid before"),
    },
    Tab: {
      account: address("Account that pays"),
      payee: address("Payee"),
      reserve: usdc("Reserve"),
      openBy: time("Open before"),
      end: time("Last voucher before"),
      grace: duration("Time to redeem after the end"),
      voucherKey: address("Key that signs vouchers"),
      category: number("Category", "none"),
      salt: number("Salt"),
      reference: hash("Reference", "none"),
    },
    Voucher: { tab: hash("Tab"), amount: usdc("Owed so far") },
    TabClosing: {
      tab: hash("Tab"),
      account: address("Pays back to"),
      rest: usdc("Rest that is given up"),
    },
    Order: {
      account: address("Account that pays"),
      nonce: number("Nonce"),
      validUntil: time("Valid before"),
      category: number("Category", "none"),
      memo: hash("Memo", "none"),
    },
    Payment: { payee: address("Payee"), amount: usdc("Amount") },
    Offer: {
      deal: hash("Deal"),
      answers: hash("Answers the offer", "none: it is the first"),
      from: address("From"),
      validUntil: time("Valid before"),
    },
    OfferWithdrawal: { offer: hash("Offer"), from: address("From") },
    NegotiationEnd: {
      offer: hash("First offer"),
      from: address("From"),
      reason: words("Reason", "text"),
      note: words("Note", "text"),
    },
    BallotCommitment: {
      deal: hash("Deal"),
      milestone: number("Milestone"),
      round: number("Round"),
      evidence: hash("Hash of the evidence"),
      juror: address("Juror"),
      ballot: hash("Hash of the signed ballot"),
    },
  }));

/** How entries of a list of structs are named; those of other lists have one entry or none, and need no name. */
export const entryWords: Readonly<Record<string, string>> = {
  "BallotBatch.ballots": "Ballot #",
  "TermsBatch.terms": "Deal #",
  "Approval.payees": "Payee #",
  "Order.payments": "Payment #",
};

const NOTHING = (): string => "It costs nothing.";
const NOT_SIGNED = {
  signer: "no one",
  effect: "No contract takes a signature of this: do not sign it.",
  cost: (): string => "Nothing should ask for it.",
};

/** The entries of a struct, a list or a tree; a place of a tree that repeats the one before, or has zeros alone, is none. */
export function placesOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  if (!isTree(value)) return value;
  const told: string[] = [];
  return value.flat(Number.POSITIVE_INFINITY).filter((entry: unknown) => {
    const text = JSON.stringify(entry, (_, each: unknown) => (typeof each === "bigint" ? `${each}` : each));
    const isTold = text === told.at(-1) || !/[1-9a-f]/i.test(text.replace(/"\w+":|0x/g, ""));
    if (!isTold) told.push(text);
    return !isTold;
  });
}

/** A batch is a list of two, of lists of two or of ballots or terms. */
function isTree(value: readonly unknown[]): boolean {
  if (value.length !== 2) return false;
  const [first] = value;
  if (Array.isArray(first)) return true;
  return typeof first === "object" && first !== null && ("evidence" in first || "adjudication" in first);
}

/** What a deal takes from the buyer: every amount, and the verification fee of each milestone. */
function priceOf({ amounts, verificationFee }: Messages["Terms"]): bigint {
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  return total + verificationFee * BigInt(amounts.length);
}

/** Terms that replace a deal give up what that deal has for either party. */
function costOf(terms: Messages["Terms"]): string {
  const price = priceOf(terms);
  const [amended] = terms.adjudication.conditions.amends;
  if (amended === undefined) {
    return `It can cost the buyer at most ${usdcText(price)}, and the seller nothing but its work.`;
  }
  const { deal, remainder } = amended;
  const due = price > remainder ? price - remainder : 0n;
  return `It ends the deal ${deal}: both parties give up what that deal has for them, of the ${usdcText(remainder)} that it holds. It takes ${usdcText(due)} more from the buyer.`;
}

function bondOf({ adjudication }: Messages["Terms"]): string {
  const [rules] = adjudication.conditions.disputes;
  return rules === undefined
    ? ""
    : ` Each contest costs its payer a bond of ${usdcText(rules.bond)} besides.`;
}

/** What each signature is and does. */
export const typeWords: () => { readonly [Type in keyof Messages]: TypeWords<Type> } = /* @__PURE__ */ lazily(
  () => ({
    Terms: {
      intent: "Agree to a deal",
      signer: "the buyer or the seller",
      effect:
        "The deal opens with the buyer's money. Each milestone pays what its panel decides, or what the terms say when the panel stays silent.",
      cost: (terms) => `${costOf(terms)}${bondOf(terms)}`,
    },
    TermsBatch: {
      intent: "Agree to many deals",
      signer: "the buyer",
      effect:
        "Each deal opens, once, with money of the buyer's ledger balance when its seller has signed, too.",
      cost: ({ terms }) => {
        const prices = placesOf(terms).map((each) => priceOf(each as Messages["Terms"]));
        return `It can cost the buyer at most ${usdcText(prices.reduce((sum, price) => sum + price, 0n))}.`;
      },
    },
    Ballot: {
      intent: "Vote on a delivery",
      signer: "a juror",
      effect:
        "The score counts for this evidence in this round. Another score for the same evidence is an equivocation.",
      cost: () => "It costs nothing; two different scores can cost a pool juror its stake.",
    },
    Delivery: {
      intent: "Deliver a milestone",
      signer: "the seller",
      effect: "Anyone may post it on-chain, once; from then on the panel judges exactly this evidence.",
      cost: NOTHING,
    },
    Release: {
      intent: "Release a milestone",
      signer: "the buyer",
      effect: "The whole amount goes to the seller at once, whatever a panel has said. It has no expiry.",
      cost: ({ amount }) => `It gives up ${usdcText(amount)}.`,
    },
    Refund: {
      intent: "Refund a milestone",
      signer: "the seller",
      effect: "The whole amount goes back to the buyer at once, whatever a panel has said. It has no expiry.",
      cost: ({ amount }) => `It gives up ${usdcText(amount)}.`,
    },
    Reclaim: {
      intent: "Reclaim a milestone",
      signer: "the buyer",
      effect:
        "The amount comes back after the deadline, unless the milestone was delivered on-chain or judged.",
      cost: NOTHING,
    },
    Agreement: {
      intent: "Split a milestone",
      signer: "the buyer and the seller",
      effect: "With both signatures the milestone is split like this at once.",
      cost: ({ toSeller, toBuyer }) =>
        `It gives up ${usdcText(toSeller)} when the buyer signs, and ${usdcText(toBuyer)} when the seller does.`,
    },
    Cancellation: {
      intent: "Cancel a deal",
      signer: "the buyer and the seller",
      effect: "With both signatures the deal ends, and all that it holds goes back to the buyer.",
      cost: ({ remainder }) =>
        `It gives up ${usdcText(remainder)} when the seller signs, and nothing when the buyer does.`,
    },
    Deposit: { ...NOT_SIGNED, intent: "Not for signing: a deposit's nonce" },
    Contest: {
      intent: "Contest a payout",
      signer: "the buyer or the seller",
      effect: "The next round judges the milestone again.",
      cost: ({ bond }) =>
        `It can cost the payer the bond of ${usdcText(bond)}, and its side the payout that stands now.`,
    },
    Bond: {
      intent: "Pay the bond of a contest",
      signer: "the payer of the bond",
      effect: "The contract takes the bond for this contest; it goes to the round's judges.",
      cost: ({ amount }) => `It can cost ${usdcText(amount)}.`,
    },
    Ruling: {
      intent: "Rule on a milestone",
      signer: "the arbiter",
      effect: "The milestone settles at this payout. No round follows.",
      cost: NOTHING,
    },
    Rating: {
      intent: "Rate the other party",
      signer: "the buyer or the seller",
      effect: "The score is public, and cannot be changed.",
      cost: NOTHING,
    },
    BallotBatch: {
      intent: "Vote on many deliveries",
      signer: "a juror",
      effect: "Each of the scores counts as if it had been signed alone.",
      cost: () => "It costs nothing; two different scores can cost a pool juror its stake.",
    },
    SeatKey: {
      intent: "Serve as the key of a seat",
      signer: "the key",
      effect: "The owner may sit the key in its seats; from then on its ballots count there.",
      cost: () => "It costs the key nothing; the owner's stake answers for its ballots.",
    },
    Account: { ...NOT_SIGNED, intent: "Not for signing: an account's name" },
    Approval: {
      intent: "Approve a payment",
      signer: "the account's controller",
      effect: "The account's key may commit or give up exactly this, once.",
      cost: ({ total }) => `It can cost the account at most ${usdcText(total)}.`,
    },
    Freeze: {
      intent: "Freeze an account",
      signer: "a key that may freeze, or the controller",
      effect: "The account commits no money until its controller unfreezes it.",
      cost: NOTHING,
    },
    KeyRevocation: {
      intent: "Revoke a key",
      signer: "the key itself",
      effect: "The key can do nothing for the account from then on.",
      cost: NOTHING,
    },
    Tab: {
      intent: "Open a tab",
      signer: "the account that pays",
      effect: "The reserve is locked, and the payee redeems from it what the voucher key signs.",
      cost: ({ reserve, grace }) =>
        `It can cost at most ${usdcText(reserve)}; what is not redeemed returns ${durationText(grace)} after the end.`,
    },
    Voucher: {
      intent: "Pay from a tab",
      signer: "the tab's voucher key",
      effect: "The payee may redeem up to this sum in all, earlier vouchers included.",
      cost: ({ amount }) =>
        `It can cost at most ${usdcText(amount)} in all, and never more than the reserve.`,
    },
    TabClosing: {
      intent: "Close a tab early",
      signer: "the payee",
      effect: "The rest of the reserve returns to the account; later vouchers are worth nothing.",
      cost: ({ rest }) => `It gives up ${usdcText(rest)}.`,
    },
    Order: {
      intent: "Pay at once",
      signer: "the account that pays",
      effect: "Each payee receives its amount, once.",
      cost: ({ payments }) =>
        `It costs ${usdcText(payments.reduce((sum, { amount }) => sum + amount, 0n))} in all.`,
    },
    Offer: {
      intent: "Offer terms",
      signer: "the party that offers",
      effect: "It has no effect on-chain: a deal takes the signatures of its terms.",
      cost: NOTHING,
    },
    OfferWithdrawal: {
      intent: "Take an offer back",
      signer: "the party that made it",
      effect:
        "It has no effect on-chain. A signature of its terms that is out already can still open the deal.",
      cost: NOTHING,
    },
    NegotiationEnd: {
      intent: "End a negotiation without a deal",
      signer: "a party of it",
      effect: "It has no effect on-chain. A signature of terms that is out already can still open the deal.",
      cost: NOTHING,
    },
    BallotCommitment: {
      intent: "Commit to a ballot",
      signer: "the juror",
      effect:
        "It has no effect on-chain: it shows later that the juror had this ballot before it saw others.",
      cost: NOTHING,
    },
  }),
);
