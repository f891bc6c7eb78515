import type { EvidenceReader } from "quittance/evidence";
import { guardedFetch } from "quittance/node";
import { UsageRefusal } from "../../refusal.ts";

/** Gateways that anyone may ask. None of them is trusted: what they serve is hashed. */
const PUBLIC = ["https://trustless-gateway.link", "https://ipfs.io"];

/**
 * Reads from IPFS by gateways: those that are given, that of `IPFS_GATEWAY`, or public ones. A gateway that is given may be on this
 * machine, where nodes of IPFS usually serve one; public ones are asked like every other stranger's server.
 */
export async function ipfsReader(
  given: readonly string[] | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<EvidenceReader> {
  const own = given ?? (environment.IPFS_GATEWAY ? [environment.IPFS_GATEWAY] : undefined);
  if (own?.some((each) => !/^https?:\/\/[^?#@]+$/i.test(each)) === true)
    throw new UsageRefusal("A gateway is an http or https URL without a key, such as http://127.0.0.1:8080.");
  const { ipfsEvidence } = await import("quittance/evidence/ipfs");
  return own === undefined
    ? ipfsEvidence({ gateways: PUBLIC, fetch: guardedFetch() })
    : ipfsEvidence({ gateways: own, allowPrivate: true });
}
