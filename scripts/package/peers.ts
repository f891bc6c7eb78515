/** An entry that needs packages which are optional peers of the library. */
export interface EntryWithPeers {
  readonly peers: readonly string[];
  /** The oldest major of Node that its peers run under; left out: the oldest that the library does. */
  readonly node?: number;
}

const CREDENTIALS = [
  ...["jose", "@digitalbazaar/vc", "@digitalbazaar/data-integrity", "@digitalbazaar/ecdsa-multikey"],
  ...["@digitalbazaar/ecdsa-rdfc-2019-cryptosuite", "@digitalbazaar/vc-bitstring-status-list"],
];
const MEASURES = ["ajv", "fflate", "tinyld"] as const;

/** Every entry that cannot be loaded, or not be used, without some optional peer. */
export const WITH_PEERS: Readonly<Record<string, EntryWithPeers>> = {
  "quittance/pact/lint": { peers: ["ajv"] },
  "quittance/evidence/archive": { peers: ["fflate"] },
  "quittance/evidence/ipfs": { peers: ["multiformats"] },
  "quittance/evidence/private": { peers: ["jose"] },
  "quittance/evidence/s3": { peers: ["aws4fetch"] },
  "quittance/jury/measures": { peers: MEASURES },
  "quittance/jury/models": { peers: ["ai"], node: 22 },
  // It loads without them; the process that measures does not.
  "quittance/jury/sandbox": { peers: MEASURES },
  "quittance/telemetry": { peers: ["@opentelemetry/api"] },
  "quittance/negotiation/a2a": { peers: ["@a2a-js/sdk"] },
  "quittance/trust/credentials": { peers: CREDENTIALS },
};

/** The entries that run under a major of Node. */
export function entriesUnder(major: number): string[] {
  return Object.entries(WITH_PEERS).flatMap(([entry, { node }]) => ((node ?? 0) > major ? [] : [entry]));
}
