import {
  type AboutTerms,
  amountOf,
  authorizationKind,
  isBuyer,
  settlementAuthorization,
  signingAuthorization,
} from "../accounts/authorization-kind.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import type { Agreement, Cancellation, MilestoneName } from "../protocol/messages.ts";

type About<Message> = Message & AboutTerms & { readonly domain: QuittanceDomain };

const release = /* @__PURE__ */ authorizationKind("Acceptance", (input: About<MilestoneName>) =>
  settlementAuthorization(input, "release a milestone", (terms) => ({
    amount: amountOf(terms, input.milestone),
    byBuyer: true,
  })),
);
const refund = /* @__PURE__ */ authorizationKind("Concession", (input: About<MilestoneName>) =>
  settlementAuthorization(input, "refund a milestone", (terms) => ({
    amount: amountOf(terms, input.milestone),
    byBuyer: false,
  })),
);
const reclaim = /* @__PURE__ */ authorizationKind("Reclaim", /* @__PURE__ */ signingAuthorization());
const agreement = /* @__PURE__ */ authorizationKind("Agreement", (input: About<Agreement>, account) =>
  settlementAuthorization(input, "agree on a split", (terms) => {
    const byBuyer = isBuyer(terms, account);
    const amount = byBuyer ? input.toSeller : amountOf(terms, input.milestone) - input.toSeller;
    return { amount, byBuyer };
  }),
);
const cancellation = /* @__PURE__ */ authorizationKind(
  "Cancellation",
  (input: About<Cancellation>, account) =>
    settlementAuthorization(input, "cancel a deal", (terms) => {
      const byBuyer = isBuyer(terms, account);
      return { amount: byBuyer ? 0n : input.remainder, byBuyer };
    }),
);

/**
 * EIP-712 digest of the buyer's acceptance of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { hashRelease, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashRelease({ domain, deal, milestone: 0 }));
 */
export const hashRelease: typeof release.hash = (input) => release.hash(input);

/**
 * Signs the buyer's acceptance of a milestone, which gives it in full to the seller.
 * A managed account passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signRelease } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const release = { domain, deal, milestone: 0 };
 * console.log(await signRelease({ ...release, account: buyer }));
 */
export const signRelease: typeof release.sign = (input) => release.sign(input);

/**
 * Whether `signature` is `signer`'s for the buyer's acceptance of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { quittanceDomain, signRelease, verifyRelease } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const release = { domain, deal, milestone: 0 };
 * const signature = await signRelease({ ...release, account: buyer });
 * console.log(await verifyRelease({ ...release, signer: buyer.address, signature })); // true
 */
export const verifyRelease: typeof release.verify = (input) => release.verify(input);

/**
 * EIP-712 digest of the seller's refund of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { hashRefund, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashRefund({ domain, deal, milestone: 0 }));
 */
export const hashRefund: typeof refund.hash = (input) => refund.hash(input);

/**
 * Signs the seller's refund of a milestone, which gives it back in full to the buyer.
 * A managed account passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signRefund } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const seller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const refund = { domain, deal, milestone: 0 };
 * console.log(await signRefund({ ...refund, account: seller }));
 */
export const signRefund: typeof refund.sign = (input) => refund.sign(input);

/**
 * Whether `signature` is `signer`'s for the seller's refund of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { quittanceDomain, signRefund, verifyRefund } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const seller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const refund = { domain, deal, milestone: 0 };
 * const signature = await signRefund({ ...refund, account: seller });
 * console.log(await verifyRefund({ ...refund, signer: seller.address, signature })); // true
 */
export const verifyRefund: typeof refund.verify = (input) => refund.verify(input);

/**
 * EIP-712 digest of the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @example
 * import { hashReclaim, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashReclaim({ domain, deal, milestone: 0 }));
 */
export const hashReclaim: typeof reclaim.hash = (input) => reclaim.hash(input);

/**
 * Signs the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signReclaim } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const reclaim = { domain, deal, milestone: 0 };
 * console.log(await signReclaim({ ...reclaim, account: buyer }));
 */
export const signReclaim: typeof reclaim.sign = (input) => reclaim.sign(input);

/**
 * Whether `signature` is `signer`'s for the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @example
 * import { quittanceDomain, signReclaim, verifyReclaim } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const reclaim = { domain, deal, milestone: 0 };
 * const signature = await signReclaim({ ...reclaim, account: buyer });
 * console.log(await verifyReclaim({ ...reclaim, signer: buyer.address, signature })); // true
 */
export const verifyReclaim: typeof reclaim.verify = (input) => reclaim.verify(input);

/**
 * EIP-712 digest of one party's agreement to a split of a milestone.
 *
 * @example
 * import { hashAgreement, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashAgreement({ domain, deal, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 }));
 */
export const hashAgreement: typeof agreement.hash = (input) => agreement.hash(input);

/**
 * Signs one party's agreement to a split of a milestone.
 * A managed account passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signAgreement } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const party = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const agreement = { domain, deal, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 };
 * console.log(await signAgreement({ ...agreement, account: party }));
 */
export const signAgreement: typeof agreement.sign = (input) => agreement.sign(input);

/**
 * Whether `signature` is `signer`'s for one party's agreement to a split of a milestone.
 *
 * @example
 * import { quittanceDomain, signAgreement, verifyAgreement } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const party = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const agreement = { domain, deal, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 };
 * const signature = await signAgreement({ ...agreement, account: party });
 * console.log(await verifyAgreement({ ...agreement, signer: party.address, signature })); // true
 */
export const verifyAgreement: typeof agreement.verify = (input) => agreement.verify(input);

/**
 * Returns the EIP-712 digest of a cancellation: a deal ends and everything left goes back to the buyer.
 *
 * @example
 * import { hashCancellation, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashCancellation({ domain, deal, remainder: 9_000_000n, validUntil: 2_000_000_000 }));
 */
export const hashCancellation: typeof cancellation.hash = (input) => cancellation.hash(input);

/**
 * Signs a cancellation for one party: the deal ends and everything left goes back to the buyer.
 * A managed account passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signCancellation } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const party = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const cancellation = { domain, deal, remainder: 9_000_000n, validUntil: 2_000_000_000 };
 * console.log(await signCancellation({ ...cancellation, account: party }));
 */
export const signCancellation: typeof cancellation.sign = (input) => cancellation.sign(input);

/**
 * Checks whether `signature` is `signer`'s of a cancellation.
 *
 * @example
 * import { quittanceDomain, signCancellation, verifyCancellation } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const party = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const cancellation = { domain, deal, remainder: 9_000_000n, validUntil: 2_000_000_000 };
 * const signature = await signCancellation({ ...cancellation, account: party });
 * console.log(await verifyCancellation({ ...cancellation, signer: party.address, signature })); // true
 */
export const verifyCancellation: typeof cancellation.verify = (input) => cancellation.verify(input);
