import type { Address } from "viem";
import type { HDAccount } from "viem/accounts";
import {
  contest,
  drawPanel,
  recordBallots,
  signBallot,
  signBond,
  signContest,
  signDelivery,
  submitVerdict,
  type Terms,
} from "../../../sdk/index.ts";
import { openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { EVIDENCE, EVIDENCE_URI, PROVISIONAL, REASONS } from "./purposes.ts";

const DAY = 86_400;
const USDC = 1_000_000n;
const BOND = 8n * USDC;
/** More blocks than lie between a contest and the hash that seeds its draw. */
const SEED_BLOCKS = 27;
const MILESTONE = 0;

/** Deals whose first verdict stands, is judged again by a drawn panel, and lies before the arbiter. */
export interface DisputesSetup {
  readonly provisional: Terms;
  readonly drawn: Terms;
  readonly appealed: Terms;
  /** Drawn in the second of them. */
  readonly panel: readonly Address[];
  /** Everybody with a seat. */
  readonly members: readonly HDAccount[];
}

/** Brings three deals where recourse can be tried. The buyer contests, and `helper`'s ledger balance pays. */
export async function setUpDisputes(stack: Stack, helper: HDAccount): Promise<DisputesSetup> {
  const members = await stack.seatJurors();
  const [provisional, drawn, appealed] = [await stand(stack), await stand(stack), await stand(stack)];
  const object = async ({ terms, deal }: Provisional, round: 2 | 3) => {
    const { domain, buyer, walletClient, address } = stack;
    const claim = { domain, deal, milestone: MILESTONE, round };
    const contester = buyer.address;
    const payer = helper.address;
    const objection = { ...claim, payout: PROVISIONAL, bond: BOND, payer, fromWallet: false };
    const bond = { ...claim, payer, contester, amount: BOND };
    await contest(walletClient, {
      ...{ address, terms, milestone: MILESTONE, contester, payout: PROVISIONAL },
      signature: await signContest({ ...objection, account: buyer }),
      bond: { payer, signature: await signBond({ ...bond, account: helper }) },
    });
  };
  for (const deal of [drawn, appealed]) await object(deal, 2);
  await stack.mine(SEED_BLOCKS);
  const draw = ({ terms }: Provisional) =>
    drawPanel(stack.walletClient, { address: stack.address, terms, milestone: MILESTONE });
  const { panel } = await draw(drawn);
  const second = await draw(appealed);
  await judgeAgain(stack, members, appealed, second.panel);
  await object(appealed, 3);
  return { provisional: provisional.terms, drawn: drawn.terms, appealed: appealed.terms, panel, members };
}

interface Provisional {
  readonly terms: Terms;
  readonly deal: `0x${string}`;
}

async function stand(stack: Stack): Promise<Provisional> {
  const { domain, jurors, seller, walletClient, address, pool, arbiter } = stack;
  const now = await stack.now();
  const { terms, dealId: deal } = await openExampleDeal(stack, {
    milestones: [{ amount: 5n * USDC, deadline: now + DAY }],
    verificationFee: 1n,
    panelAccount: jurors[0]?.address ?? address,
    verdictWindow: 3 * DAY,
    contestWindow: 3 * DAY,
    disputes: { bond: BOND, pool, arbiter: arbiter.address, rulingWindow: 3 * DAY },
  });
  const claim = { domain, deal, milestone: MILESTONE, evidence: EVIDENCE };
  const vote = { ...claim, score: PROVISIONAL, reasons: REASONS };
  const ballots = await Promise.all(jurors.slice(0, 2).map((account) => signBallot({ ...vote, account })));
  const delivery = await signDelivery({ ...claim, evidenceUri: EVIDENCE_URI, account: seller });
  await submitVerdict(walletClient, { address, terms, ballots, delivery });
  return { terms, deal };
}

async function judgeAgain(
  { domain, walletClient, address }: Stack,
  members: readonly HDAccount[],
  { terms, deal }: Provisional,
  panel: readonly Address[],
): Promise<void> {
  const vote = {
    domain,
    deal,
    milestone: MILESTONE,
    round: 2,
    evidence: EVIDENCE,
    score: PROVISIONAL,
    reasons: REASONS,
  };
  const accounts = members.filter((juror) => panel.includes(juror.address));
  const ballots = await Promise.all(accounts.map((account) => signBallot({ ...vote, account })));
  await recordBallots(walletClient, { address, terms, panel, ballots });
}
