import { type Address, sha256 } from "viem";
import { hashPact } from "../../../sdk/pact/index.ts";
import { assetDeliveryPact } from "../../../sdk/pact/library/index.ts";

/** A pact of one clause by an author. */
export function pactBy(author: Address) {
  return assetDeliveryPact({
    author,
    instruction: "Deliver the file.",
    assets: [{ path: "a.txt", mediaType: "text/plain", size: 1, sha256: sha256("0x61") }],
  });
}

/** The pact of `pactBy`, and its next version. */
export function versionsBy(author: Address) {
  const before = pactBy(author);
  return { before, pact: { ...before, version: "1.1.0", supersedes: hashPact(before) } };
}
