import type { Hex } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { type HttpEvidenceOptions, httpEvidence } from "../http-reader.ts";
import { evidenceReaders } from "../reader-chain.ts";
import { rehashed, requireRequest } from "../reading.ts";
import type { EvidenceReader, EvidenceRequest } from "../store.ts";
import { cidOf, sha256OfCid } from "./cid.ts";

/**
 * Bytes of the largest block that IPFS carries from node to node. A larger file has a CID, too, but no gateway that does not hold
 * it already can get it.
 */
export const maxRawBlock = 2_097_152;

/** How evidence is read from IPFS. */
export interface IpfsEvidenceOptions extends HttpEvidenceOptions {
  /** `https://…` of gateways, asked one after the other. None is trusted: what they serve is re-hashed. */
  readonly gateways: readonly string[];
}

/**
 * Reads evidence from IPFS by any gateways: `ipfs://<CID>` of a manifest or a file that is one raw block. The gateway is asked for
 * the block itself (`?format=raw`), which is re-hashed, so that no gateway has to be trusted. Files of more than 2 MiB are
 * refused: see `maxRawBlock`.
 *
 * @throws InvalidFieldError when no gateway is given.
 * @example
 * import { ipfsEvidence } from "quittance/evidence/ipfs";
 *
 * const reader = ipfsEvidence({ gateways: ["https://trustless-gateway.link", "https://ipfs.io"] });
 * console.log(typeof reader.read); // function
 */
export function ipfsEvidence({ gateways, ...options }: IpfsEvidenceOptions): EvidenceReader {
  requireOptions(options, "fetch allowPrivate timeoutMs attempts redirects", "options");
  if (!Array.isArray(gateways) || gateways.length === 0 || !gateways.every((each) => URL.canParse(each))) {
    const problem = "must be a list of URLs";
    const remedy = 'Pass ["https://trustless-gateway.link"], or gateways of your own.';
    throw new InvalidFieldError({ field: "options.gateways", value: gateways, problem, remedy });
  }
  const http = httpEvidence(options);
  const readers = gateways.map((gateway) => throughGateway(gateway, http));
  const all = evidenceReaders({ readers });
  return {
    read: async (request) => {
      requireRequest(request);
      const sha256 = sha256Of(request);
      // More than a block is refused by the block's own limit.
      const maxBytes = Math.min(request.maxBytes, maxRawBlock);
      return rehashed(await all.read({ ...request, sha256, maxBytes }), sha256);
    },
  };
}

function sha256Of({ uri, sha256, beside = false }: EvidenceRequest): Hex {
  const cid = /^ipfs:\/\/(?:ipfs\/)?([a-z0-9]+)$/i.exec(uri)?.[1];
  if (cid === undefined) throw new EvidenceUnavailableError("not-found", "it is no ipfs:// URI of one block");
  const named = sha256OfCid({ cid });
  if (beside && sha256 !== undefined) return sha256;
  if (sha256 !== undefined && sha256 !== named) {
    throw new EvidenceUnavailableError("mismatch", `its CID names the SHA-256 ${named}, not ${sha256}`);
  }
  return named;
}

function throughGateway(gateway: string, http: EvidenceReader): EvidenceReader {
  const base = gateway.replace(/\/+$/, "");
  return {
    read: ({ sha256, maxBytes, signal }) => {
      const cid = cidOf({ sha256: sha256 ?? "0x" });
      return http.read({ uri: `${base}/ipfs/${cid}?format=raw`, sha256, maxBytes, signal });
    },
  };
}
