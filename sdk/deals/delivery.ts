import { type Address, concatHex, type Hex, keccak256, stringToBytes, zeroHash } from "viem";
import type { Actor } from "../accounts/agent.ts";
import { authorizationKind, signingAuthorization } from "../accounts/authorization-kind.ts";
import type { ReadingClient } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { bytes32, record, type Schema, signature, text, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { bounds } from "../protocol/bounds.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { byteCount } from "../protocol/hex-parts.ts";
import type { Delivery } from "../protocol/messages.ts";
import { withoutWrapper } from "../protocol/wrapped-signature.ts";

/** A delivery with the seller's signature: what the seller sends to buyer and jurors. */
export interface SignedDelivery extends Delivery {
  readonly signature: Hex;
}

const DELIVERY = "deal milestone evidence evidenceUri";
/** The fields of a signed delivery. */
export const SIGNED_DELIVERY = "deal milestone evidence evidenceUri signature";

const deliveryKind = /* @__PURE__ */ authorizationKind(
  "Delivery",
  /* @__PURE__ */ signingAuthorization("deliver"),
);

const deliverySchema = /* @__PURE__ */ lazily(
  (): Schema<SignedDelivery> =>
    record({
      deal: bytes32(),
      milestone: uint(8, { maximum: bounds.maxMilestones - 1 }),
      evidence: bytes32(),
      evidenceUri: text(isEvidenceUri, `must be text of 1 to ${bounds.maxEvidenceUri} bytes`),
      signature: signature(),
    }),
);

function isEvidenceUri(evidenceUri: string): boolean {
  const bytes = stringToBytes(evidenceUri).length;
  return bytes > 0 && bytes <= bounds.maxEvidenceUri;
}

/**
 * A delivery, checked before anybody signs it.
 *
 * @throws InvalidFieldError when the evidence hash is zero or the evidence URI is not 1 to 512 bytes.
 * @example
 * import { buildDelivery, hashEvidence } from "quittance";
 *
 * const delivery = buildDelivery({
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   evidenceUri: "https://seller.example/evidence/1",
 * });
 * console.log(delivery.evidenceUri);
 */
export function buildDelivery(delivery: Delivery): Delivery {
  requireOptions(delivery, DELIVERY, "delivery");
  const { deal, milestone, evidence, evidenceUri } = delivery;
  if (evidence === zeroHash) {
    throw new InvalidFieldError({
      field: "delivery.evidence",
      value: evidence,
      hash: true,
      problem: "cannot be zero",
      remedy: "Hash what is delivered with hashEvidence.",
      docsPage: "deliver",
    });
  }
  if (typeof evidenceUri !== "string" || !isEvidenceUri(evidenceUri)) {
    throw new InvalidFieldError({
      field: "delivery.evidenceUri",
      value: evidenceUri,
      problem: `must be 1 to ${bounds.maxEvidenceUri} bytes`,
      remedy: "Give a URL or content address where a juror can fetch the evidence.",
      docsPage: "deliver",
    });
  }
  return { deal, milestone, evidence, evidenceUri };
}

/**
 * EIP-712 digest of a delivery: what the seller signs.
 *
 * @example
 * import { hashDelivery, hashEvidence, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const evidenceUri = "https://seller.example/evidence/1";
 * console.log(hashDelivery({ domain, deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri }));
 */
export function hashDelivery(input: Delivery & { readonly domain: QuittanceDomain }): Hex {
  requireOptions(input, "deal milestone evidence evidenceUri domain");
  const { domain, ...delivery } = input;
  return deliveryKind.hash({ ...delivery, domain });
}

/**
 * Builds and signs a delivery as the seller.
 *
 * @throws InvalidFieldError as `buildDelivery` does, before the account is asked.
 * @example
 * import { hashEvidence, quittanceDomain, signDelivery } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const delivery = await signDelivery({
 *   domain: quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" }),
 *   account: privateKeyToAccount(generatePrivateKey()),
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   evidenceUri: "https://seller.example/evidence/1",
 * });
 * console.log(delivery.signature);
 */
export async function signDelivery(
  input: Delivery & { readonly domain: QuittanceDomain; readonly account: Actor },
): Promise<SignedDelivery> {
  requireOptions(input, "deal milestone evidence evidenceUri domain account");
  const { domain, account, ...claim } = input;
  const delivery = buildDelivery(claim);
  return {
    ...delivery,
    signature: await deliveryKind.sign({ ...delivery, domain, account }),
  };
}

/**
 * Whether a delivery is signed by the seller.
 *
 * @example
 * import { hashEvidence, quittanceDomain, signDelivery, verifyDelivery } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
 * const delivery = await signDelivery({ domain, account, ...claim });
 * console.log(await verifyDelivery({ domain, delivery, seller: account.address })); // true
 */
export async function verifyDelivery(input: {
  readonly domain: QuittanceDomain;
  readonly delivery: SignedDelivery;
  readonly seller: Address;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain delivery seller client");
  const { domain, delivery, seller, client } = input;
  requireOptions(delivery, SIGNED_DELIVERY, "delivery");
  return deliveryKind.verify({
    ...delivery,
    domain,
    signer: seller,
    ...(client === undefined ? {} : { client }),
  });
}

/**
 * A signed delivery from another agent: an object, or its JSON text. Its signature is `verifyDelivery`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { hashEvidence, parseDelivery, quittanceDomain, signDelivery, toJson } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
 * console.log(parseDelivery(toJson(await signDelivery({ domain, account, ...claim }))).evidence);
 */
export function parseDelivery(input: unknown): SignedDelivery {
  return parseWith("delivery", deliverySchema(), input);
}

/**
 * What proves a delivery to the contract's `submitVerdict`: the evidence URI's hash, then the seller's signature.
 *
 * @example
 * import { encodeDeliveryProof, hashEvidence } from "quittance";
 *
 * const deal = `0x${"11".repeat(32)}` as const;
 * const signature = `0x${"22".repeat(64)}` as const;
 * const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
 * console.log(encodeDeliveryProof({ ...claim, signature }));
 */
export function encodeDeliveryProof({ evidenceUri, signature: signed }: SignedDelivery): Hex {
  byteCount("delivery.signature", signed);
  return concatHex([keccak256(stringToBytes(evidenceUri)), withoutWrapper(signed)]);
}
