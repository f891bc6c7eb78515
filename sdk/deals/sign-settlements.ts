import {
  type AboutTerms,
  amountOf,
  consentKind,
  isBuyer,
  speaking,
  surrendering,
} from "../accounts/authorization-kind.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import type { Agreement, Cancellation, MilestoneName } from "../protocol/messages.ts";

type About<Message> = Message & AboutTerms & { readonly domain: QuittanceDomain };

/** The buyer's yes, or the seller's, to a whole milestone. */
const whole = (input: About<MilestoneName>) =>
  surrendering(input, (terms) => amountOf(terms, input.milestone));

const acceptance = /* @__PURE__ */ consentKind("Acceptance", whole);
const concession = /* @__PURE__ */ consentKind("Concession", whole);
const reclaim = /* @__PURE__ */ consentKind("Reclaim", /* @__PURE__ */ speaking());
const agreement = /* @__PURE__ */ consentKind("Agreement", (input: About<Agreement>, account) =>
  surrendering(input, (terms) =>
    isBuyer(terms, account) ? input.toSeller : amountOf(terms, input.milestone) - input.toSeller,
  ),
);
const cancellation = /* @__PURE__ */ consentKind("Cancellation", (input: About<Cancellation>, account) =>
  surrendering(input, (terms) => (isBuyer(terms, account) ? 0n : input.remainder)),
);

/**
 * EIP-712 digest of the buyer's acceptance of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { hashAcceptance, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashAcceptance({ domain, deal, milestone: 0 }));
 */
export const hashAcceptance: typeof acceptance.hash = (input) => acceptance.hash(input);

/**
 * Signs the buyer's acceptance of a milestone, which gives it in full to the seller.
 * An account that a principal opened passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signAcceptance } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const acceptance = { domain, deal, milestone: 0 };
 * console.log(await signAcceptance({ ...acceptance, account: buyer }));
 */
export const signAcceptance: typeof acceptance.sign = (input) => acceptance.sign(input);

/**
 * Whether `signature` is `signer`'s for the buyer's acceptance of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { quittanceDomain, signAcceptance, verifyAcceptance } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const buyer = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const acceptance = { domain, deal, milestone: 0 };
 * const signature = await signAcceptance({ ...acceptance, account: buyer });
 * console.log(await verifyAcceptance({ ...acceptance, signer: buyer.address, signature })); // true
 */
export const verifyAcceptance: typeof acceptance.verify = (input) => acceptance.verify(input);

/**
 * EIP-712 digest of the seller's concession of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { hashConcession, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * console.log(hashConcession({ domain, deal, milestone: 0 }));
 */
export const hashConcession: typeof concession.hash = (input) => concession.hash(input);

/**
 * Signs the seller's concession of a milestone, which gives it back in full to the buyer.
 * An account that a principal opened passes the deal's `terms` beside, when its policy asks for approval.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { quittanceDomain, signConcession } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const seller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const concession = { domain, deal, milestone: 0 };
 * console.log(await signConcession({ ...concession, account: seller }));
 */
export const signConcession: typeof concession.sign = (input) => concession.sign(input);

/**
 * Whether `signature` is `signer`'s for the seller's concession of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { quittanceDomain, signConcession, verifyConcession } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const seller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const concession = { domain, deal, milestone: 0 };
 * const signature = await signConcession({ ...concession, account: seller });
 * console.log(await verifyConcession({ ...concession, signer: seller.address, signature })); // true
 */
export const verifyConcession: typeof concession.verify = (input) => concession.verify(input);

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
 * An account that a principal opened passes the deal's `terms` beside, when its policy asks for approval.
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
 * EIP-712 digest of one party's consent to end a deal and refund everything left.
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
 * Signs one party's consent to end a deal and refund everything left.
 * An account that a principal opened passes the deal's `terms` beside, when its policy asks for approval.
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
 * Whether `signature` is `signer`'s for one party's consent to end a deal and refund everything left.
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
