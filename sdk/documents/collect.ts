import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireList, requireOptions } from "../json/options.ts";
import type { DrawTranscript } from "../jury/transcript.ts";
import type { Pact } from "../pact/types.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import type { FactPanel } from "../reputation/facts.ts";
import type { FactSources } from "../reputation/sources.ts";
import { checkDraw } from "./draw.ts";
import type { KnownDocuments } from "./facts.ts";
import { findDocument } from "./find.ts";
import type { DocumentPlace } from "./places.ts";
import type { JudgedReasons } from "./reasons.ts";
import type { DocumentKind } from "./types.ts";

/** Documents that are looked for at the same time. */
const AT_ONCE = 8;

/** What is looked for, and by what it is checked. */
export interface CollectInput {
  readonly sources: FactSources;
  /** What was named after this block is left out. */
  readonly asOf: { readonly blockNumber: bigint };
  readonly places: readonly DocumentPlace[];
  /** Checks draws; an archive node can. */
  readonly client: ActingClient;
  readonly domain: QuittanceDomain;
  /** Juror pools that are trusted: a panel that was drawn from another one counts as agreed. */
  readonly pools: readonly Address[];
}

/**
 * Looks for the documents that deals with a settled milestone name, in places of one's own choice, and verifies each: pacts, reasons of
 * ballots, and joint draws, which are computed again by the chain. What is not found is left out.
 *
 * @throws NodeUnreachableError or RpcFailedError when the node does not answer.
 * @example
 * import { collectDocuments } from "quittance/documents";
 * import { sourcesOf } from "quittance/reputation";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, domain, address: quittance } = stack;
 * const sources = sourcesOf({ logs: [], quittance });
 * const asOf = { blockNumber: 20n };
 * const { pacts } = await collectDocuments({ sources, asOf, places: [], client, domain, pools: [] });
 * console.log(pacts.size); // 0
 * await stack.stop();
 */
export async function collectDocuments(input: CollectInput): Promise<KnownDocuments> {
  requireOptions(input, "sources asOf places client domain pools");
  const { places } = input;
  requireList("places", places);
  const pacts = new Map<Hex, Pact>();
  const reasons = new Map<Hex, JudgedReasons>();
  const transcripts = new Map<Hex, DrawTranscript>();
  const wanted = wantedIn(input);
  const waiting = wanted.values();
  const work = async () => {
    for (const { kind, hash } of waiting) {
      const found = await findDocument({ kind, hash, places });
      if (found.state !== "verified") continue;
      const { reading } = found;
      if (reading.kind === "pact") pacts.set(hash, reading.pact);
      if (reading.kind === "reasons" && reading.reasons !== undefined) reasons.set(hash, reading.reasons);
      if (reading.kind === "reference" && reading.transcript !== undefined)
        transcripts.set(hash, reading.transcript);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { pacts, reasons, panels: await panelsOf(input, pacts, transcripts) };
}

/** What deals with a settled milestone name, each once. */
function wantedIn({ sources, asOf }: CollectInput): { readonly kind: DocumentKind; readonly hash: Hex }[] {
  const isThen = ({ blockNumber }: { readonly blockNumber: bigint }) => blockNumber <= asOf.blockNumber;
  const settled = new Set(sources.settlements.filter(isThen).map(({ dealId }) => dealId));
  const wanted = new Map<string, { readonly kind: DocumentKind; readonly hash: Hex }>();
  const want = (kind: DocumentKind, hash: Hex | undefined) => {
    if (hash !== undefined) wanted.set(`${kind} ${hash}`, { kind, hash });
  };
  for (const { dealId, pact, reference } of sources.deals.filter(isThen)) {
    if (!settled.has(dealId)) continue;
    want("pact", pact);
    want("reference", reference);
  }
  for (const { dealId, reasons } of sources.ballots.filter(isThen)) {
    if (settled.has(dealId)) want("reasons", reasons);
  }
  return [...wanted.values()];
}

/** How panels came about, of the draws that could be checked as a whole. */
async function panelsOf(
  { sources, client, domain, pools }: CollectInput,
  pacts: ReadonlyMap<Hex, Pact>,
  transcripts: ReadonlyMap<Hex, DrawTranscript>,
): Promise<ReadonlyMap<Hex, FactPanel>> {
  const panels = new Map<Hex, FactPanel>();
  const trusted = pools.map((pool) => pool.toLowerCase());
  for (const { dealId, reference, terms, pact: hash } of sources.deals) {
    const transcript = reference === undefined ? undefined : transcripts.get(reference);
    const pact = pacts.get(hash);
    if (transcript === undefined || terms === undefined || pact === undefined) continue;
    const { panel, pool, unchecked } = await checkDraw({ terms, transcript, pact, domain, client });
    if (unchecked.length === 0) panels.set(dealId, trustedPanel(panel, pool, trusted));
  }
  return panels;
}

/**
 * How a panel counts for somebody who trusts some juror pools: drawn from another pool, it is one that the parties picked, as anyone can
 * deploy a pool and take all its seats.
 *
 * @param trusted Addresses in lower case.
 * @example
 * import { trustedPanel } from "quittance/documents";
 *
 * console.log(trustedPanel("drawn", "0x00000000000000000000000000000000000000c1", []) === "agreed"); // true
 */
export function trustedPanel(panel: FactPanel, pool: Address, trusted: readonly string[]): FactPanel {
  return trusted.includes(pool.toLowerCase()) ? panel : "agreed";
}
