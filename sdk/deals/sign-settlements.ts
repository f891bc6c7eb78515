import {
  endAuthorization,
  settlementAuthorization,
  signingAuthorization,
  splitAuthorization,
  termsKind,
} from "../accounts/authorization-kind.ts";
import {
  agreementMessage,
  cancellationMessage,
  reclaimMessage,
  refundMessage,
  releaseMessage,
} from "../protocol/settlement-messages.ts";

const OF_MILESTONE = "domain terms milestone";

const release = /* @__PURE__ */ termsKind(
  "Release",
  releaseMessage,
  ({ amount }, terms) => settlementAuthorization("release a milestone", terms, { amount, byBuyer: true }),
  OF_MILESTONE,
  ["buyer"],
);
const refund = /* @__PURE__ */ termsKind(
  "Refund",
  refundMessage,
  ({ amount }, terms) => settlementAuthorization("refund a milestone", terms, { amount, byBuyer: false }),
  OF_MILESTONE,
  ["seller"],
);
const reclaim = /* @__PURE__ */ termsKind(
  "Reclaim",
  reclaimMessage,
  /* @__PURE__ */ signingAuthorization(),
  OF_MILESTONE,
  ["buyer"],
);
const agreement = /* @__PURE__ */ termsKind(
  "Agreement",
  agreementMessage,
  splitAuthorization,
  "domain terms milestone toSeller validUntil",
  ["buyer", "seller"],
);
const cancellation = /* @__PURE__ */ termsKind(
  "Cancellation",
  cancellationMessage,
  endAuthorization,
  "domain terms remainder validUntil",
  ["buyer", "seller"],
);

/**
 * EIP-712 digest of the buyer's release of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { hashRelease } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(hashRelease({ domain, terms, milestone: 0 }));
 * await stack.stop();
 */
export const hashRelease: typeof release.hash = (input) => release.hash(input);

/**
 * Signs the buyer's release of a milestone, which gives it in full to the seller.
 *
 * @throws InvalidFieldError when a field does not fit its type, or the account is not the party; ApprovalMissingError, or what
 * else an account's policy refuses.
 * @example
 * import { signRelease } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(await signRelease({ domain, terms, milestone: 0, account: buyer }));
 * await stack.stop();
 */
export const signRelease: typeof release.sign = (input) => release.sign(input);

/**
 * Whether `signature` is `signer`'s for the buyer's release of a milestone, which gives it in full to the seller.
 *
 * @example
 * import { signRelease, verifyRelease } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * const release = { domain, terms, milestone: 0 };
 * const signature = await signRelease({ ...release, account: buyer });
 * console.log(await verifyRelease({ ...release, signer: buyer.address, signature })); // true
 * await stack.stop();
 */
export const verifyRelease: typeof release.verify = (input) => release.verify(input);

/**
 * EIP-712 digest of the seller's refund of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { hashRefund } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(hashRefund({ domain, terms, milestone: 0 }));
 * await stack.stop();
 */
export const hashRefund: typeof refund.hash = (input) => refund.hash(input);

/**
 * Signs the seller's refund of a milestone, which gives it back in full to the buyer.
 *
 * @throws InvalidFieldError when a field does not fit its type, or the account is not the party; ApprovalMissingError, or what
 * else an account's policy refuses.
 * @example
 * import { signRefund } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(await signRefund({ domain, terms, milestone: 0, account: seller }));
 * await stack.stop();
 */
export const signRefund: typeof refund.sign = (input) => refund.sign(input);

/**
 * Whether `signature` is `signer`'s for the seller's refund of a milestone, which gives it back in full to the buyer.
 *
 * @example
 * import { signRefund, verifyRefund } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller } = stack;
 * const terms = await exampleTerms(stack);
 * const refund = { domain, terms, milestone: 0 };
 * const signature = await signRefund({ ...refund, account: seller });
 * console.log(await verifyRefund({ ...refund, signer: seller.address, signature })); // true
 * await stack.stop();
 */
export const verifyRefund: typeof refund.verify = (input) => refund.verify(input);

/**
 * EIP-712 digest of the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @example
 * import { hashReclaim } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(hashReclaim({ domain, terms, milestone: 0 }));
 * await stack.stop();
 */
export const hashReclaim: typeof reclaim.hash = (input) => reclaim.hash(input);

/**
 * Signs the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @throws InvalidFieldError when a field does not fit its type, or the account is not the buyer.
 * @example
 * import { signReclaim } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(await signReclaim({ domain, terms, milestone: 0, account: buyer }));
 * await stack.stop();
 */
export const signReclaim: typeof reclaim.sign = (input) => reclaim.sign(input);

/**
 * Whether `signature` is `signer`'s for the buyer's reclaim of a milestone whose deadline passed with nothing delivered or judged.
 *
 * @example
 * import { signReclaim, verifyReclaim } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * const reclaim = { domain, terms, milestone: 0 };
 * const signature = await signReclaim({ ...reclaim, account: buyer });
 * console.log(await verifyReclaim({ ...reclaim, signer: buyer.address, signature })); // true
 * await stack.stop();
 */
export const verifyReclaim: typeof reclaim.verify = (input) => reclaim.verify(input);

/**
 * EIP-712 digest of one party's agreement to a split of a milestone.
 *
 * @example
 * import { hashAgreement } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(hashAgreement({ domain, terms, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 }));
 * await stack.stop();
 */
export const hashAgreement: typeof agreement.hash = (input) => agreement.hash(input);

/**
 * Signs one party's agreement to a split of a milestone.
 *
 * @throws InvalidFieldError when a field does not fit its type, or the account is not the party; ApprovalMissingError, or what
 * else an account's policy refuses.
 * @example
 * import { signAgreement } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * const split = { domain, terms, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 };
 * console.log(await signAgreement({ ...split, account: buyer }));
 * await stack.stop();
 */
export const signAgreement: typeof agreement.sign = (input) => agreement.sign(input);

/**
 * Whether `signature` is `signer`'s for one party's agreement to a split of a milestone.
 *
 * @example
 * import { signAgreement, verifyAgreement } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const terms = await exampleTerms(stack);
 * const split = { domain, terms, milestone: 0, toSeller: 700_000n, validUntil: 2_000_000_000 };
 * const signature = await signAgreement({ ...split, account: buyer });
 * console.log(await verifyAgreement({ ...split, signer: buyer.address, signature })); // true
 * await stack.stop();
 */
export const verifyAgreement: typeof agreement.verify = (input) => agreement.verify(input);

/**
 * Returns the EIP-712 digest of a cancellation: a deal ends and everything left goes back to the buyer.
 *
 * @example
 * import { hashCancellation, totalOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const terms = await exampleTerms(stack);
 * console.log(hashCancellation({ domain, terms, remainder: totalOf(terms), validUntil: 2_000_000_000 }));
 * await stack.stop();
 */
export const hashCancellation: typeof cancellation.hash = (input) => cancellation.hash(input);

/**
 * Signs a cancellation for one party: the deal ends and everything left goes back to the buyer.
 *
 * @throws InvalidFieldError when a field does not fit its type, or the account is not the party; ApprovalMissingError, or what
 * else an account's policy refuses.
 * @example
 * import { signCancellation, totalOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller } = stack;
 * const terms = await exampleTerms(stack);
 * const end = { domain, terms, remainder: totalOf(terms), validUntil: 2_000_000_000 };
 * console.log(await signCancellation({ ...end, account: seller }));
 * await stack.stop();
 */
export const signCancellation: typeof cancellation.sign = (input) => cancellation.sign(input);

/**
 * Checks whether `signature` is `signer`'s of a cancellation.
 *
 * @example
 * import { signCancellation, totalOf, verifyCancellation } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller } = stack;
 * const terms = await exampleTerms(stack);
 * const end = { domain, terms, remainder: totalOf(terms), validUntil: 2_000_000_000 };
 * const signature = await signCancellation({ ...end, account: seller });
 * console.log(await verifyCancellation({ ...end, signer: seller.address, signature })); // true
 * await stack.stop();
 */
export const verifyCancellation: typeof cancellation.verify = (input) => cancellation.verify(input);
