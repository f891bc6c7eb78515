import type { Hex } from "viem";
import { amend, InvalidSignatureError, TokenSignatureInvalidError } from "../../../sdk/index.ts";
import type { Entry, Scene } from "./purpose-scene.ts";
import type { Matter, Purpose } from "./purposes.ts";

/** The open deal replaced: `given` stands in the place of the buyer's or the seller's signature, the other's is right. */
function amending(scene: Scene, { terms: newTerms }: Matter, given: { buyer: Hex } | { seller: Hex }) {
  const takes: Purpose = newTerms.fundedFromLedger ? "Terms" : "Payment";
  const matter = newTerms.fundedFromLedger ? scene.amendingFromLedger : scene.amendingFromWallet;
  return scene.simulating(amend, {
    ...{ ...scene.target(), oldTerms: scene.opened.terms, newTerms },
    buyerSignature: "buyer" in given ? given.buyer : scene.signed("buyer", matter, takes),
    sellerSignature: "seller" in given ? given.seller : scene.signed("seller", matter, "Terms"),
  });
}

/** The places of an amendment that take a signature. */
export const AMEND_ENTRIES: readonly Entry[] = [
  {
    name: "amend, as its buyer, who pays the difference from the ledger",
    ...{ role: "buyer", takes: "Terms", calls: ["amend"], refusal: InvalidSignatureError },
    about: (scene) => scene.amendingFromLedger,
    attempt: (buyer, scene) => amending(scene, scene.amendingFromLedger, { buyer }),
  },
  {
    name: "amend, as its buyer, whose wallet pays the difference",
    ...{ role: "buyer", takes: "Payment", calls: ["amend"], refusal: TokenSignatureInvalidError },
    about: (scene) => scene.amendingFromWallet,
    attempt: (buyer, scene) => amending(scene, scene.amendingFromWallet, { buyer }),
  },
  {
    name: "amend, as its seller",
    ...{ role: "seller", takes: "Terms", calls: ["amend"], refusal: InvalidSignatureError },
    about: (scene) => scene.amendingFromLedger,
    attempt: (seller, scene) => amending(scene, scene.amendingFromLedger, { seller }),
  },
];
