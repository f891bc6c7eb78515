import { expect } from "chai";
import type { Address, Hex } from "viem";
import {
  agree,
  BaseError,
  contest,
  deliver,
  drawPanel,
  getPhase,
  hashEvidence,
  hashReasons,
  InvalidFieldError,
  reclaim,
  recordBallots,
  recordLateBallots,
  refund,
  release,
  releaseBond,
  rule,
  type SignedBallot,
  settle,
  signAgreement,
  signBallot,
  signDelivery,
  submitVerdict,
  type Terms,
} from "../../../sdk/index.ts";
import { openContestedDeal, openExampleDeal, openProvisionalDeal } from "../../../sdk/testing/index.ts";
import { useStack } from "../support/setup.ts";

const DAY = 86_400;
const BOND = 8_000_000n;
const evidence = hashEvidence("the delivered text");

interface Deal {
  readonly terms: Terms;
  readonly dealId: Hex;
  /** Drawn for round 2. */
  readonly panel?: readonly Address[];
  /** How many of it have voted. */
  readonly voted?: number;
}

describe("what a phase says can be done", () => {
  const setup = useStack();

  const phaseOf = ({ terms }: Deal) =>
    getPhase(setup().publicClient, { address: setup().address, terms, milestone: 0 });

  /** Ballots that are not on record yet: those of the jurors from `from` on. */
  const ballotsOf = async (deal: Hex, round: 1 | 2, panel: readonly Address[], from = 0) => {
    const { domain, accounts } = setup();
    const judged = {
      domain,
      deal,
      milestone: 0,
      round,
      evidence,
      score: 9_000,
      reasons: hashReasons("fair"),
    };
    const signers = accounts.filter(({ address }) => panel.includes(address)).slice(from);
    return Promise.all(signers.map((account) => signBallot({ ...judged, account })));
  };

  const drawn = async (deal: Deal): Promise<Deal> => {
    const { address, walletClient } = setup();
    const { panel } = await drawPanel(walletClient, { address, terms: deal.terms, milestone: 0 });
    return { ...deal, panel };
  };

  /** Each action as somebody who may would simulate it now. */
  const attempts = async ({ terms, dealId: deal, panel = [], voted = 0 }: Deal) => {
    const { address, domain, walletClient: wallet, buyer, seller, arbiter, now } = setup();
    const payout = (await phaseOf({ terms, dealId: deal })).payout ?? 0;
    const about = { address, terms, milestone: 0 };
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const agreed = { terms, milestone: 0, toSeller: 1n, validUntil: (await now()) + DAY };
    const [buyerSignature, sellerSignature] = await Promise.all(
      [buyer, seller].map((account) => signAgreement({ domain, ...agreed, account })),
    );
    const late: SignedBallot[] = await ballotsOf(deal, 2, panel, voted);
    const first = await ballotsOf(deal, 1, terms.panel);
    const objection = { ...about, contester: buyer.address, payout, account: buyer };
    return new Map<string, () => Promise<unknown>>([
      ["deliver", () => deliver.simulate(wallet, { address, terms, delivery: claim, account: seller })],
      ["submitVerdict", () => submitVerdict.simulate(wallet, { address, terms, ballots: first, delivery })],
      ["reclaim", () => reclaim.simulate(wallet, { ...about, account: buyer })],
      ["contest", () => contest.simulate(wallet, objection)],
      ["drawPanel", () => drawPanel.simulate(wallet, about)],
      ["recordBallots", () => recordBallots.simulate(wallet, { address, terms, panel, ballots: late })],
      ["recordLateBallots", () => recordLateBallots.simulate(wallet, { address, terms, ballots: first })],
      ["rule", () => rule.simulate(wallet, { ...about, payout: 2_500, account: arbiter })],
      ["settle", () => settle.simulate(wallet, about)],
      ["releaseBond 2", () => releaseBond.simulate(wallet, { ...about, round: 2, panel })],
      ["releaseBond 3", () => releaseBond.simulate(wallet, { ...about, round: 3 })],
      ["release", () => release.simulate(wallet, { ...about, account: buyer })],
      ["refund", () => refund.simulate(wallet, { ...about, account: seller })],
      [
        "agree",
        () => agree.simulate(wallet, { ...about, ...agreed, buyerSignature, sellerSignature } as never),
      ],
    ]);
  };

  /** Whether the contract, or the SDK before it, takes the action now. */
  const works = async (attempt: () => Promise<unknown>): Promise<boolean> => {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (error instanceof InvalidFieldError || error instanceof BaseError) return false;
      throw error;
    }
  };

  /** The phase lists exactly what works now, and has this name. */
  const expectPossible = async (name: string, deal: Deal) => {
    const phase = await phaseOf(deal);
    expect(phase.name).to.equal(name);
    const listed = phase.actions
      .filter(({ from }) => from === undefined)
      .map(({ action, round }) => (action === "releaseBond" ? `${action} ${round}` : action));
    const possible: string[] = [];
    for (const [action, attempt] of await attempts(deal)) if (await works(attempt)) possible.push(action);
    expect(listed, name).to.have.members(possible);
  };

  it("works, and nothing else does: before anybody contests", async () => {
    const { address, walletClient, seller, buyer, fundLedger, setTime, snapshot, revert } = setup();
    await fundLedger(buyer.address, BOND);
    const disputes = { pool: setup().pool, bond: BOND, arbiter: setup().arbiter.address };
    const deal = await openExampleDeal(setup(), { contestWindow: DAY, disputes });
    await expectPossible("pending", deal);
    const before = await snapshot();
    await setTime((deal.terms.milestones[0]?.deadline ?? 0) + 1);
    await expectPossible("reclaimable", deal);
    await revert(before);
    const delivery = { deal: deal.dealId, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    await deliver(walletClient, { address, terms: deal.terms, delivery, account: seller });
    await expectPossible("delivered", deal);
    await setup().increaseTime(deal.terms.verdictWindow);
    await expectPossible("contestable", deal);
    await setup().increaseTime(DAY);
    await expectPossible("due", deal);
    await settle(walletClient, { address, terms: deal.terms, milestone: 0 });
    await expectPossible("settled", deal);
  });

  it("works, and nothing else does: without a contest window", async () => {
    const { address, walletClient, seller } = setup();
    const deal = await openExampleDeal(setup());
    await expectPossible("pending", deal);
    const delivery = { deal: deal.dealId, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    await deliver(walletClient, { address, terms: deal.terms, delivery, account: seller });
    await expectPossible("delivered", deal);
    await setup().increaseTime(deal.terms.verdictWindow);
    await expectPossible("due", deal);
  });

  it("works, and nothing else does: after a verdict", async () => {
    await setup().fundLedger(setup().buyer.address, BOND);
    await expectPossible("contestable", await openProvisionalDeal(setup()));
  });

  it("works, and nothing else does: from the contest to the end of a round that decided", async () => {
    const { address, walletClient, buyer, fundLedger, increaseTime } = setup();
    const opened = await openContestedDeal(setup());
    await expectPossible("round2", opened);
    const deal = await drawn(opened);
    await expectPossible("round2", deal);
    await fundLedger(buyer.address, BOND);
    const ballots = (await ballotsOf(deal.dealId, 2, deal.panel ?? [])).slice(0, 4);
    await recordBallots(walletClient, { address, terms: deal.terms, panel: deal.panel ?? [], ballots });
    await expectPossible("contestable", { ...deal, voted: 4 });
    await increaseTime(DAY);
    await expectPossible("due", { ...deal, voted: 4 });
    await settle(walletClient, { address, terms: deal.terms, milestone: 0 });
    await expectPossible("settled", { ...deal, voted: 4 });
  });

  for (const isDrawn of [true, false]) {
    it(`works, and nothing else does: before the arbiter, the panel ${isDrawn ? "silent" : "never drawn"}`, async () => {
      const { address, walletClient, buyer, fundLedger, increaseTime } = setup();
      const opened = await openContestedDeal(setup());
      const deal = isDrawn ? await drawn(opened) : opened;
      const { terms } = deal;
      await increaseTime(terms.verdictWindow);
      await fundLedger(buyer.address, BOND);
      await expectPossible("contestable", deal);
      const { payout = 0 } = await phaseOf(deal);
      const objection = { terms, milestone: 0, contester: buyer.address, payout };
      await contest(walletClient, { address, ...objection, account: buyer });
      await expectPossible("ruling", deal);
      await increaseTime(terms.disputes?.rulingWindow ?? 0);
      await expectPossible("due", deal);
    });
  }

  it("works, and nothing else does: while a fee waits that jurors share", async () => {
    const { address, walletClient, accounts, jurors, buyer, fundLedger, increaseTime } = setup();
    await fundLedger(buyer.address, BOND * 2n);
    // Three of five judge, so two can come late.
    const panel = [...jurors, ...accounts.slice(-2)].map((juror) => juror.address);
    const deal = await openProvisionalDeal(setup(), { panel, verificationFee: 1_000_000n });
    await expectPossible("contestable", deal);
    await increaseTime(DAY);
    await expectPossible("due", deal);
    await settle(walletClient, { address, terms: deal.terms, milestone: 0 });
    await expectPossible("settled", deal);
  });

  it("works, and nothing else does: once the parties settled a contested milestone", async () => {
    const { address, walletClient, buyer } = setup();
    const deal = await drawn(await openContestedDeal(setup()));
    await release(walletClient, { address, terms: deal.terms, milestone: 0, account: buyer });
    await expectPossible("settled", deal);
  });
});
