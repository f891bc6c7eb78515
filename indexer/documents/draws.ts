import { type CheckedDraw, checkDocument, checkDraw } from "quittance/documents";
import { quittanceDomain } from "quittance/protocol";
import { createPublicClient, fallback, http } from "viem";
import type { ThreadData } from "./messages.ts";
import type { DrawnDeal } from "./types.ts";

/** Checks draws by the nodes of the indexer. What terms refer to may be no draw: then there is nothing to check. */
export function drawChecker({ deployment, rpcUrls }: Pick<ThreadData, "deployment" | "rpcUrls">) {
  const client = createPublicClient({ transport: fallback(rpcUrls.map((url) => http(url))), cacheTime: 0 });
  const domain = quittanceDomain({ chainId: deployment.chainId, address: deployment.address });
  return async (
    { hash, pact: pactHash, terms }: DrawnDeal,
    transcriptBytes: Uint8Array,
    pactBytes: Uint8Array,
  ): Promise<CheckedDraw | undefined> => {
    const reference = checkDocument({ kind: "reference", hash, bytes: transcriptBytes });
    const pact = checkDocument({ kind: "pact", hash: pactHash, bytes: pactBytes });
    if (!reference.holds || reference.reading.kind !== "reference") return undefined;
    if (!pact.holds || pact.reading.kind !== "pact") return undefined;
    const { transcript } = reference.reading;
    if (transcript === undefined) return undefined;
    return checkDraw({ terms, transcript, pact: pact.reading.pact, domain, client });
  };
}
