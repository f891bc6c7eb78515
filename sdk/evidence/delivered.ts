import type { Address, Hex } from "viem";
import type { ReadingClient } from "../client/signer.ts";
import { type SignedDelivery, verifyDelivery } from "../deals/delivery.ts";
import { EvidenceHashMismatchError, SignatureMismatchError } from "../errors/agents.ts";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { requireOptions } from "../json/options.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashManifest } from "./manifest.ts";
import type { EvidenceManifest } from "./types.ts";

/** What a delivery is checked against. */
export interface DeliveredCheck {
  readonly domain: QuittanceDomain;
  readonly manifest: EvidenceManifest;
  /** The seller's signed claim that this evidence answers this milestone. */
  readonly delivery: SignedDelivery;
  /** The seller, as the deal's terms name it. */
  readonly seller: Address;
  /** Hash of the pact, as the deal's terms name it. */
  readonly pact: Hex;
  /** Asks the seller's wallet, where that is a contract. */
  readonly client?: ReadingClient | undefined;
}

/**
 * Makes sure that the seller delivered this very evidence, for this milestone of this deal, under this pact: the delivery names the
 * manifest's hash, the manifest names the delivery's deal and milestone, and the seller signed.
 *
 * @throws EvidenceHashMismatchError when the delivery is of other evidence.
 * @throws EvidenceUnavailableError, with the reason `misbound`, when the manifest is for another deal, milestone or pact.
 * @throws SignatureMismatchError when the seller did not sign the delivery.
 * @example
 * import { quittanceDomain, signDelivery } from "quittance";
 * import { checkDelivered, createBundle } from "quittance/evidence";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const subject = { deal: `0x${"11".repeat(32)}`, milestone: 0 } as const;
 * const pact = `0x${"22".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const { manifest, hash } = await createBundle({ ...subject, pact, files });
 * const evidenceUri = "https://seller.example/evidence/1";
 * const delivery = await signDelivery({ domain, account, ...subject, evidence: hash, evidenceUri });
 * await checkDelivered({ domain, manifest, delivery, seller: account.address, pact });
 */
export async function checkDelivered(check: DeliveredCheck): Promise<void> {
  requireOptions(check, "domain manifest delivery seller pact client", "delivered");
  const { domain, manifest, delivery, seller, pact, client } = check;
  const hash = hashManifest(manifest);
  if (hash !== delivery.evidence.toLowerCase()) throw new EvidenceHashMismatchError(delivery.evidence, hash);
  requireBinding(manifest, { deal: delivery.deal, milestone: delivery.milestone, pact });
  const isSigned = await verifyDelivery({
    ...{ domain, delivery, seller },
    ...(client === undefined ? {} : { client }),
  });
  if (!isSigned) throw new SignatureMismatchError("delivery", seller);
}

/** What evidence is for. */
export interface EvidenceSubject {
  /** The deal's id. */
  readonly deal: Hex;
  readonly milestone: number;
  /** Hash of the pact. */
  readonly pact: Hex;
}

/** Refuses evidence that was made for something else. */
export function requireBinding(manifest: EvidenceManifest, subject: EvidenceSubject): void {
  const isOther = (name: "deal" | "pact") => manifest[name] !== subject[name].toLowerCase();
  const wrong = isOther("deal")
    ? `deal ${manifest.deal}, not ${subject.deal}`
    : manifest.milestone !== subject.milestone
      ? `milestone ${manifest.milestone}, not ${subject.milestone}`
      : isOther("pact") && `pact ${manifest.pact}, not ${subject.pact}`;
  if (wrong) throw new EvidenceUnavailableError("misbound", wrong);
}
