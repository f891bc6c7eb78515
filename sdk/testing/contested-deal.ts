import type { HDAccount, Hex } from "viem";
import { submitVerdict } from "../deals/actions/submit-verdict.ts";
import { hashReasons, signBallot } from "../deals/ballots/ballot.ts";
import { signDelivery } from "../deals/delivery.ts";
import type { TermsDraft } from "../deals/terms/build.ts";
import { contest, type OpenedContest } from "../disputes/actions/contest.ts";
import { getSeedBlock } from "../disputes/pool/get-seed-block.ts";
import { hashEvidence } from "../evidence/hash.ts";
import { minimumBond } from "../protocol/bond.ts";
import type { Terms } from "../protocol/terms.ts";
import { openExampleDeal } from "./example-deal.ts";
import { poolParameters, type Stack } from "./stack.ts";

/** A deal whose first milestone has a verdict that stands. */
export interface ProvisionalDeal {
  readonly terms: Terms;
  readonly dealId: Hex;
  readonly evidence: Hex;
  /** Basis points that stand. */
  readonly payout: number;
}

/** A deal whose first milestone is before round 2. */
export interface ContestedDeal extends ProvisionalDeal {
  readonly contest: OpenedContest;
  /** Who has a seat in the pool, in a panel's order. */
  readonly poolJurors: readonly HDAccount[];
}

const DAY = 86_400;

/**
 * Opens a deal with a contest window of a day and the stack's arbiter, and has its jurors give the first milestone a verdict.
 *
 * @param changes Fields of the terms to have otherwise.
 * @param score What each juror gives; 6000 when left out.
 * @example
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { payout } = await openProvisionalDeal(stack, {}, 7_300);
 * console.log(payout); // 7000
 * await stack.stop();
 */
export async function openProvisionalDeal(
  stack: Stack,
  changes: Partial<TermsDraft> = {},
  score = 6_000,
): Promise<ProvisionalDeal> {
  const { address, domain, seller, jurors, pool, arbiter, walletClient } = stack;
  const bond = minimumBond({ jurors: (changes.panel ?? jurors).length, seatFee: poolParameters.seatFee });
  const disputes = { pool, bond, arbiter: arbiter.address };
  const { terms, dealId: deal } = await openExampleDeal(stack, { contestWindow: DAY, disputes, ...changes });
  const evidence = hashEvidence("the delivered text");
  const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/evidence/1" };
  const delivery = await signDelivery({ domain, account: seller, ...claim });
  const judged = { domain, deal, milestone: 0, evidence, score, reasons: hashReasons("as criteria say") };
  const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
  const { payout } = await submitVerdict(walletClient, { address, terms, ballots, delivery });
  return { terms, dealId: deal, evidence, payout };
}

/**
 * Seats seven jurors, opens a deal as `openProvisionalDeal` does, and has the buyer contest the verdict from its ledger balance; then
 * mines blocks until the panel can be drawn.
 *
 * @param changes Fields of the terms to have otherwise.
 * @example
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { contest, poolJurors } = await openContestedDeal(stack);
 * console.log(contest.round, poolJurors.length); // 2 7
 * await stack.stop();
 */
export async function openContestedDeal(
  stack: Stack,
  changes: Partial<TermsDraft> = {},
): Promise<ContestedDeal> {
  const { address, pool, buyer, walletClient, publicClient } = stack;
  const poolJurors = await stack.seatJurors();
  const provisional = await openProvisionalDeal(stack, changes);
  const { terms, payout } = provisional;
  await stack.fundLedger(buyer.address, terms.disputes?.bond ?? 0n);
  const objection = { terms, milestone: 0, contester: buyer.address, payout };
  const {
    receipt,
    hash: _hash,
    ...opened
  } = await contest(walletClient, {
    address,
    ...objection,
    account: buyer,
  });
  const seed = await getSeedBlock(publicClient, { address: pool, openedInBlock: receipt.blockNumber });
  await stack.mine(Number(seed - receipt.blockNumber) + 1);
  return { ...provisional, contest: opened, poolJurors };
}
