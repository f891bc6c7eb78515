import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import { createBundle, encodeManifest } from "../../../sdk/evidence/index.ts";
import {
  canonicalJson,
  deliver,
  hashReasons,
  signBallot,
  signDelivery,
  submitVerdict,
} from "../../../sdk/index.ts";
import { type ClauseResult, hashPact, type Pact, scoreSheet } from "../../../sdk/pact/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { type Deal, open } from "./trade.ts";

/** A deal whose documents there are. */
export interface DocumentedDeal extends Deal {
  readonly pact: Pact;
  readonly pactText: string;
  /** Of milestone 0. */
  readonly evidence: Hex;
  readonly manifest: Uint8Array;
  /** Of the jurors, in the order of positions. */
  readonly reasons: readonly string[];
}

const USDC = 1_000_000n;
const example = () => researchSummaryExample();

/** A pact of its own for each deal. */
export const pactCalled = (name: string, changes: Partial<Pact> = {}): Pact => ({
  ...example().pact,
  name,
  ...changes,
});

/** What a juror found, as it writes it down. */
export function reasonsText(
  pact: Pact,
  question: {
    readonly deal: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly evidence: Hex;
  },
  results: readonly ClauseResult[] = example().passing.results,
): { readonly text: string; readonly score: number } {
  const { score, lines } = scoreSheet({ pact, results });
  const kinds = new Map(pact.clauses.map(({ id, kind }) => [id, kind]));
  const clauses = lines.map((line) => ({ ...line, kind: kinds.get(line.clause), findings: [], omitted: 0 }));
  const reasons = { format: "quittance/reasons/1", pact: hashPact(pact), question, score, clauses };
  return { text: canonicalJson(reasons), score };
}

/** Opens a deal on a pact, with terms that pay as the pact says. */
export function openOn(stack: Stack, pact: Pact): Promise<Deal> {
  const { passingScore, payoutStep } = pact.payout;
  return open(stack, { pact: hashPact(pact), passingScore, payoutStep });
}

/** A deal with a pact, whose first milestone is delivered on-chain and judged by jurors who write down why. */
export async function documentedDeal(
  stack: Stack,
  pact: Pact,
  { uri, results }: { readonly uri: (name: string) => string; readonly results?: readonly ClauseResult[] },
): Promise<DocumentedDeal> {
  const { address, domain, seller, walletClient } = stack;
  const deal = await openOn(stack, pact);
  const files = new Map([["summary.json", stringToBytes("{}")]]);
  const bundle = await createBundle({ deal: deal.dealId, milestone: 0, pact: hashPact(pact), files });
  const manifest = encodeManifest(bundle.manifest);
  const evidence = bundle.hash;
  const delivery = { deal: deal.dealId, milestone: 0, evidence, evidenceUri: uri("manifest-1") };
  await deliver(walletClient, { address, account: seller, terms: deal.terms, delivery });
  const question = { deal: deal.dealId, milestone: 0, round: 1, evidence };
  const written = stack.jurors.slice(0, 3).map(() => reasonsText(pact, question, results));
  const ballots = written.slice(0, 2).map(({ text, score }, position) => {
    const account = stack.jurors[position];
    if (account === undefined) throw new Error("the stack has too few jurors");
    return signBallot({ domain, account, ...question, score, reasons: hashReasons(text) });
  });
  await submitVerdict(walletClient, {
    ...{ address, terms: deal.terms, ballots: await Promise.all(ballots) },
    delivery: await signDelivery({ domain, account: seller, ...delivery }),
  });
  return {
    ...{ ...deal, pact, pactText: canonicalJson(pact), evidence, manifest },
    reasons: written.slice(0, 2).map(({ text }) => text),
  };
}

export const hashOf = (text: string | Uint8Array): Hex =>
  keccak256(typeof text === "string" ? stringToBytes(text) : text);

export const fundParties = async (stack: Stack): Promise<void> => {
  await stack.fundLedger(stack.buyer.address, 10_000n * USDC);
};

export const lower = (address: Address): Address => address.toLowerCase() as Address;
