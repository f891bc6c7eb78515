import {
  authorizationKind,
  bonding,
  contestAuthorization,
  signingAuthorization,
} from "../accounts/authorization-kind.ts";
import { signatureKind } from "../client/signatures.ts";

const contest = /* @__PURE__ */ authorizationKind("Contest", contestAuthorization);
const bond = /* @__PURE__ */ authorizationKind("Bond", bonding, "terms");
const ruling = /* @__PURE__ */ signatureKind("Ruling");
const rating = /* @__PURE__ */ authorizationKind("Rating", /* @__PURE__ */ signingAuthorization());
const seatKey = /* @__PURE__ */ signatureKind("SeatKey");

/**
 * Returns the EIP-712 digest of a party's contest of the provisional payout.
 *
 * @example
 * import { hashContest, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const contest = {
 *   domain,
 *   deal,
 *   milestone: 0,
 *   round: 2,
 *   payout: 6_000,
 *   bond: 7_000_000n,
 *   payer: "0x00000000000000000000000000000000000000b1" as const,
 *   fromWallet: false,
 * };
 * console.log(hashContest(contest));
 */
export const hashContest: typeof contest.hash = (input) => contest.hash(input);

/**
 * Signs a party's contest of the provisional payout, with who pays the bond, and from which pocket.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signContest } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const payment = { bond: 7_000_000n, payer: buyer.address, fromWallet: false };
 * const contest = { domain, deal, milestone: 0, round: 2, payout: 6_000, ...payment };
 * console.log(await signContest({ ...contest, account: buyer }));
 */
export const signContest: typeof contest.sign = (input) => contest.sign(input);

/**
 * Checks whether `signature` is `signer`'s of a contest.
 *
 * @example
 * import { quittanceDomain, signContest, verifyContest } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const payment = { bond: 7_000_000n, payer: buyer.address, fromWallet: false };
 * const contest = { domain, deal, milestone: 0, round: 2, payout: 6_000, ...payment };
 * const signature = await signContest({ ...contest, account: buyer });
 * console.log(await verifyContest({ ...contest, signer: buyer.address, signature })); // true
 */
export const verifyContest: typeof contest.verify = (input) => contest.verify(input);

/**
 * Returns the id of a bond: the EIP-712 digest of its payer's authorization from the ledger balance. It is also the ERC-3009 nonce
 * by which a wallet pays that bond, and the digest of every budget event of it.
 *
 * @example
 * import { hashBond, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const bond = {
 *   domain,
 *   payer: "0x00000000000000000000000000000000000000b1" as const,
 *   deal,
 *   milestone: 0,
 *   round: 2,
 *   contester: "0x00000000000000000000000000000000000000b1" as const,
 *   amount: 7_000_000n,
 * };
 * console.log(hashBond(bond));
 */
export const hashBond: typeof bond.hash = (input) => bond.hash(input);

/**
 * Signs a payer's authorization of a bond from its ledger balance. A managed account needs the deal's `terms`
 * beside: its policy counts the bond and everybody it may go to.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signBond } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const payer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const bond = {
 *   domain,
 *   payer: payer.address,
 *   deal,
 *   milestone: 0,
 *   round: 2,
 *   contester: "0x00000000000000000000000000000000000000b1" as const,
 *   amount: 7_000_000n,
 * };
 * console.log(await signBond({ ...bond, account: payer }));
 */
export const signBond: typeof bond.sign = (input) => bond.sign(input);

/**
 * Checks whether `signature` is `signer`'s of a bond from its ledger balance.
 *
 * @example
 * import { quittanceDomain, signBond, verifyBond } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const payer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const bond = {
 *   domain,
 *   payer: payer.address,
 *   deal,
 *   milestone: 0,
 *   round: 2,
 *   contester: "0x00000000000000000000000000000000000000b1" as const,
 *   amount: 7_000_000n,
 * };
 * const signature = await signBond({ ...bond, account: payer });
 * console.log(await verifyBond({ ...bond, signer: payer.address, signature })); // true
 */
export const verifyBond: typeof bond.verify = (input) => bond.verify(input);

/**
 * EIP-712 digest of the arbiter's ruling.
 *
 * @example
 * import { hashEvidence, hashRuling, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const ruling = { domain, deal, milestone: 0, evidence: hashEvidence("the delivered text"), payout: 4_000 };
 * console.log(hashRuling(ruling));
 */
export const hashRuling: typeof ruling.hash = (input) => ruling.hash(input);

/**
 * Signs the arbiter's ruling.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { hashEvidence, quittanceDomain, signRuling } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const arbiter = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const ruling = { domain, deal, milestone: 0, evidence: hashEvidence("the delivered text"), payout: 4_000 };
 * console.log(await signRuling({ ...ruling, account: arbiter }));
 */
export const signRuling: typeof ruling.sign = (input) => ruling.sign(input);

/**
 * Whether `signature` is `signer`'s for the arbiter's ruling.
 *
 * @example
 * import { hashEvidence, quittanceDomain, signRuling, verifyRuling } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const arbiter = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const ruling = { domain, deal, milestone: 0, evidence: hashEvidence("the delivered text"), payout: 4_000 };
 * const signature = await signRuling({ ...ruling, account: arbiter });
 * console.log(await verifyRuling({ ...ruling, signer: arbiter.address, signature })); // true
 */
export const verifyRuling: typeof ruling.verify = (input) => ruling.verify(input);

/**
 * EIP-712 digest of one party's rating of the other.
 *
 * @example
 * import { hashRating, hashReasons, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const rated = "0x00000000000000000000000000000000000000b1";
 * const rating = { domain, deal, rated, score: 95, reasons: hashReasons("on time, complete") } as const;
 * console.log(hashRating(rating));
 */
export const hashRating: typeof rating.hash = (input) => rating.hash(input);

/**
 * Signs one party's rating of the other.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { hashReasons, quittanceDomain, signRating } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const rater = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const rated = "0x00000000000000000000000000000000000000b1";
 * const rating = { domain, deal, rated, score: 95, reasons: hashReasons("on time, complete") } as const;
 * console.log(await signRating({ ...rating, account: rater }));
 */
export const signRating: typeof rating.sign = (input) => rating.sign(input);

/**
 * Whether `signature` is `signer`'s for one party's rating of the other.
 *
 * @example
 * import { hashReasons, quittanceDomain, signRating, verifyRating } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const rater = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const rated = "0x00000000000000000000000000000000000000b1";
 * const rating = { domain, deal, rated, score: 95, reasons: hashReasons("on time, complete") } as const;
 * const signature = await signRating({ ...rating, account: rater });
 * console.log(await verifyRating({ ...rating, signer: rater.address, signature })); // true
 */
export const verifyRating: typeof rating.verify = (input) => rating.verify(input);

/**
 * Returns the EIP-712 digest, under the juror pool's domain, by which a key agrees to sign for the owner of a seat.
 *
 * @example
 * import { hashSeatKey, jurorPoolDomain } from "quittance";
 *
 * const domain = jurorPoolDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const owner = "0x00000000000000000000000000000000000000b1";
 * console.log(hashSeatKey({ domain, owner, nonce: 0n, validUntil: 2_000_000_000 }));
 */
export const hashSeatKey: typeof seatKey.hash = (input) => seatKey.hash(input);

/**
 * Signs, as the key that will sign ballots, that it agrees to sign for the owner of a seat. The pool takes ECDSA only, and takes
 * each signature once: `nonce` is the key's, from `getKeyNonce`.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { jurorPoolDomain, signSeatKey } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const key = privateKeyToAccount(generatePrivateKey());
 * const domain = jurorPoolDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const owner = "0x00000000000000000000000000000000000000b1";
 * console.log(await signSeatKey({ domain, owner, nonce: 0n, validUntil: 2_000_000_000, account: key }));
 */
export const signSeatKey: typeof seatKey.sign = (input) => seatKey.sign(input);

/**
 * Checks whether `signature` is that of the key `signer` for a seat of the owner.
 *
 * @example
 * import { jurorPoolDomain, signSeatKey, verifySeatKey } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const key = privateKeyToAccount(generatePrivateKey());
 * const domain = jurorPoolDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const seat = { owner: "0x00000000000000000000000000000000000000b1", nonce: 0n, validUntil: 2_000_000_000 } as const;
 * const signature = await signSeatKey({ domain, ...seat, account: key });
 * console.log(await verifySeatKey({ domain, ...seat, signer: key.address, signature })); // true
 */
export const verifySeatKey: typeof seatKey.verify = (input) => seatKey.verify(input);
