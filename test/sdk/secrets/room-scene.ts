import { zipSync } from "fflate";
import { type Hex, sha256 } from "viem";
import { auditDeal, fetchDealRecord } from "../../../sdk/audit/index.ts";
import { createBundle, memoryEvidenceStore, proveEvidenceFile } from "../../../sdk/evidence/index.ts";
import { encryptBundle, generateEvidenceKey } from "../../../sdk/evidence/private/index.ts";
import { type MilestoneFacts, signBallot, signDelivery } from "../../../sdk/index.ts";
import { commitToBallot, drawIdOf, signAbortedDraw } from "../../../sdk/jury/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { exampleDraw, openProvisionalDeal, type Stack } from "../../../sdk/testing/index.ts";
import { marketSceneOf } from "./market-calls.ts";
import { negotiationSceneOf } from "./negotiation-calls.ts";
import { trustSceneOf } from "./trust-calls.ts";

/** What the arguments of the calls of the rooms beside the main entry are made of. */
export type RoomScene = Awaited<ReturnType<typeof roomSceneOf>>;

/** Arguments that the function takes as they are, or that it refuses for what is on the chain. */
export type RoomCalls = Readonly<Record<string, (scene: RoomScene) => readonly unknown[]>>;

const DAY = 86_400;
const HASH: Hex = `0x${"11".repeat(32)}`;

export async function roomSceneOf(stack: Stack) {
  const { publicClient: client, domain, address, buyer, seller } = stack;
  const { dealId } = await openProvisionalDeal(stack);
  const record = await fetchDealRecord(client, { address, dealId });
  const drawn = await exampleDraw(stack);
  const { pair, reveals, terms } = drawn;
  const now = await stack.now();
  await stack.increaseTime(DAY);
  const aborted = await signAbortedDraw(client, {
    ...{ pair, reveal: reveals[0], account: buyer },
    now: await stack.now(),
  });
  const worked = researchSummaryExample();
  const rules = {
    mediaTypes: ["text/plain"],
    maxBytes: 100,
    maxFiles: 1,
    required: ["a.txt"],
    private: true,
  };
  const files = new Map([["a.txt", new TextEncoder().encode("42")]]);
  const bundle = await createBundle({ deal: HASH, milestone: 0, pact: HASH, files, rules });
  const store = memoryEvidenceStore();
  const key = await generateEvidenceKey();
  const question = { deal: HASH, milestone: 0, round: 1, evidence: HASH };
  const juror = drawn.jurors.find((each) => each.address === terms.panel[0]) ?? buyer;
  const ballot = await signBallot({ domain, ...question, score: 9_000, reasons: HASH, account: juror });
  const delivered = {
    deal: HASH,
    milestone: 0,
    evidence: bundle.hash,
    evidenceUri: "https://seller.example/1",
  };
  const facts: MilestoneFacts = {
    ...{ status: "open", evidence: undefined, deliveredAt: undefined, provisional: undefined },
    ...{ interval: undefined, judged: false, endedAt: undefined, contesters: [] },
  } as never;
  /** A peer that answers with nothing of use. */
  const fetch = async () => new Response("{}");
  return {
    ...{ stack, client, domain, address, buyer, seller, dealId, record, now, question, facts, fetch, juror },
    ...{ hash: HASH, poolDomain: stack.poolDomain, pool: stack.pool },
    ...{ draw: drawn, pair, reveals, terms, aborted, drawId: drawIdOf(pair), worked, pact: worked.pact },
    report: await auditDeal({ record }),
    ...{ rules, files, bundle, store, key, ballot },
    archive: zipSync({ "a.txt": new TextEncoder().encode("42") }),
    sealed: await encryptBundle({ bundle, recipients: [key.publicKey] }),
    proof: proveEvidenceFile({ manifest: bundle.manifest, path: "a.txt" }),
    fileHash: sha256(files.get("a.txt") ?? "0x"),
    commitment: await commitToBallot({ domain, account: juror, ballot }),
    delivery: await signDelivery({ domain, account: seller, ...delivered }),
    trust: await trustSceneOf(stack),
    negotiation: await negotiationSceneOf(stack),
    market: await marketSceneOf(stack),
    reader: { read: async () => new Uint8Array() },
    boards: { boards: ["https://board.example"], fetch, timeoutMs: 1_000 },
  };
}
