import { expect } from "chai";
import fc from "fast-check";
import { zeroAddress } from "viem";
import {
  adviseScore,
  adviseTerms,
  type ContestFacts,
  contest,
  corruptionCost,
  deliver,
  drawPanel,
  getContests,
  getMilestone,
  getPool,
  hashEvidence,
  hashReasons,
  latestExits,
  type MilestoneFacts,
  NoProvisionalPayoutError,
  phaseOf,
  recordBallots,
  releaseBond,
  settle,
  signBallot,
  type Terms,
  WindowOpenError,
} from "../../../sdk/index.ts";
import {
  exampleTerms,
  openContestedDeal,
  openExampleDeal,
  openProvisionalDeal,
} from "../../../sdk/testing/index.ts";
import { goodTerms } from "../support/arbitraries.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;

/** What the ladder says, once more and by hand. */
function lifecycle({ contestWindow: W, verdictWindow: V, disputes }: Terms): number {
  if (W === 0) return V;
  const R = disputes?.rulingWindow ?? 0;
  return R === 0 ? V + W + V : V + W + V + W + R;
}

describe("latest exits", () => {
  it("follow the ladder's formula for any terms, per milestone and for the deal", () => {
    fc.assert(
      fc.property(goodTerms(NOW), (terms) => {
        const exits = latestExits({ terms });
        exits.milestones.forEach(({ milestone, buyer, seller, paths }) => {
          const deadline = terms.milestones[milestone]?.deadline ?? 0;
          expect(buyer).to.equal(deadline + lifecycle(terms));
          expect(seller).to.equal(buyer);
          const values: Readonly<Record<string, number>> = {
            deadline,
            verdictWindow: terms.verdictWindow,
            contestWindow: terms.contestWindow,
            rulingWindow: terms.disputes?.rulingWindow ?? 0,
          };
          for (const { at, formula } of paths) {
            const sum = formula
              .split(" + ")
              .reduce((total, name) => total + (values[name] ?? Number(name)), 0);
            expect(at).to.equal(sum);
          }
          expect(new Set(paths.map(({ path }) => path)).size).to.equal(paths.length);
        });
        expect(exits.buyer).to.equal(Math.max(...exits.milestones.map(({ buyer }) => buyer)));
      }),
    );
  });

  it("are not computed for terms the contract would refuse", async () => {
    const [terms] = fc.sample(goodTerms(NOW), { numRuns: 1, seed: 2 });
    await expectRefusedField("terms.passingScore", "0", () =>
      latestExits({ terms: { ...terms, passingScore: 0 } as Terms }),
    );
  });
});

describe("advice on terms", () => {
  const setup = useStack();
  const codes = async (
    changes: Parameters<typeof exampleTerms>[1],
    pool?: Parameters<typeof adviseTerms>[0]["pool"],
  ) =>
    adviseTerms({ terms: await exampleTerms(setup(), { payoutStep: 2_000, ...changes }), pool }).map(
      ({ code, field }) => `${code} ${field}`,
    );

  it("has nothing to say about careful terms", async () => {
    const { pool, arbiter, publicClient } = setup();
    const facts = { ...(await getPool(publicClient, { address: pool })), seats: 500n };
    const disputes = { pool, bond: 8_000_000n, arbiter: arbiter.address };
    expect(await codes({ contestWindow: DAY, disputes }, facts)).to.deep.equal([]);
    expect(await codes({ silencePayout: 0 })).to.deep.equal([]);
  });

  it("warns of each thing that is unwise, by its field, with a remedy", async () => {
    const { pool, arbiter, publicClient, jurors } = setup();
    // As many seats as make the majority dear.
    const facts = { ...(await getPool(publicClient, { address: pool })), seats: 500n };
    expect(await codes({})).to.deep.equal(["silence-uncontested terms.silencePayout"]);
    expect(await codes({ silencePayout: 0, verdictWindow: DAY - 1 })).to.deep.equal([
      "short-window terms.verdictWindow",
    ]);
    expect(await codes({ silencePayout: 0, payoutStep: 1_250 })).to.deep.equal([]);
    expect(await codes({ silencePayout: 0, payoutStep: 0 })).to.deep.equal([]);
    expect(await codes({ silencePayout: 0, payoutStep: 1_000 })).to.deep.equal([
      "fine-payout-steps terms.payoutStep",
    ]);
    const panel = jurors.slice(0, 1).map(({ address }) => address);
    const shared = { silencePayout: 0, panelAccount: zeroAddress, verificationFee: 100_000n };
    expect(await codes(shared)).to.deep.equal(["fee-shared-at-once terms.contestWindow"]);
    expect(await codes({ ...shared, verificationFee: 0n })).to.deep.equal([]);
    expect(await codes({ ...shared, panel })).to.deep.equal(["single-juror terms.panel"]);
    const contestable = {
      contestWindow: DAY,
      disputes: { pool, bond: 8_000_000n, arbiter: arbiter.address },
    };
    expect(await codes({ ...shared, ...contestable }, facts)).to.deep.equal([]);
    expect(await codes({ silencePayout: 0, panel })).to.deep.equal(["single-juror terms.panel"]);
    const disputes = { pool, bond: 8_000_000n, arbiter: arbiter.address };
    const short = { contestWindow: DAY - 1, disputes: { ...disputes, rulingWindow: 600 } };
    expect(await codes(short)).to.deep.equal([
      "short-window terms.contestWindow",
      "short-window terms.disputes.rulingWindow",
    ]);
    expect(await codes({ contestWindow: DAY })).to.deep.equal(["no-arbiter terms.disputes.arbiter"]);
    const bond = 54_000_001n;
    expect(await codes({ contestWindow: DAY, disputes: { ...disputes, bond } })).to.deep.equal([
      "bond-above-milestone terms.disputes.bond",
    ]);
    const small = { contestWindow: DAY, disputes: { ...disputes, bond: 7_999_999n } };
    expect(await codes(small, facts)).to.deep.equal(["bond-below-minimum terms.disputes.bond"]);
    const { seatStake, maturity, unbonding } = facts;
    const { interest } = corruptionCost({ jurors: 3, honestSeats: 500, seatStake, maturity, unbonding });
    const milestones = [{ amount: interest + 1n, deadline: (await setup().now()) + DAY }];
    expect(await codes({ contestWindow: DAY, disputes, milestones }, facts)).to.deep.equal([
      "cheap-panel terms.panel",
    ]);
    const milestones25 = [{ amount: 25n, deadline: (await setup().now()) + DAY }];
    expect(await codes({ silencePayout: 0, milestones: milestones25 })).to.deep.equal([
      "dust terms.milestones[0].amount",
    ]);
    const cents = { silencePayout: 0, panelAccount: pool, verificationFee: 9_999n };
    expect(await codes(cents)).to.deep.equal(["dust terms.verificationFee"]);
    expect(await codes({ ...cents, verificationFee: 10_000n })).to.deep.equal([]);
    for (const [passingScore, isPercent] of [
      [1, false],
      [4, false],
      [5, true],
      [60, true],
      [100, true],
      [101, false],
    ] as const) {
      const expected = isPercent ? ["percent terms.passingScore"] : [];
      expect(await codes({ silencePayout: 0, passingScore }), String(passingScore)).to.deep.equal(expected);
    }
    expect(adviseScore({ score: 80 })).to.deep.equal([
      {
        ...{ code: "percent", field: "score", message: "80 basis points are 0.8 %." },
        remedy: "Give basis points, of which 10000 are a full score: 80 % are 8000.",
      },
    ]);
    expect(adviseScore({ score: 0 }).concat(adviseScore({ score: 101 }))).to.deep.equal([]);
    for (const warning of adviseTerms({ terms: await exampleTerms(setup(), short) })) {
      expect(warning.message).to.match(/\w.*\.$/);
      expect(warning.remedy).to.match(/\w.*\.$/);
    }
  });
});

describe("the phase of a milestone", () => {
  const setup = useStack();
  const AHEAD = 5 * DAY;

  const factsOf = async (dealId: `0x${string}`) => {
    const { address, publicClient } = setup();
    const about = { address, dealId, milestone: 0 };
    const [facts, contests] = await Promise.all([
      getMilestone(publicClient, about),
      getContests(publicClient, about),
    ]);
    if (facts === undefined) throw new Error("the deal is open");
    return { milestone: 0, facts, contests };
  };

  /** The phase by name, now and at each time it changes by itself. */
  const course = (input: Omit<Parameters<typeof phaseOf>[0], "now">, now: number): string[] => {
    const phase = phaseOf({ ...input, now });
    return phase.until === undefined ? [phase.name] : [phase.name, ...course(input, phase.until)];
  };

  /** The contract settles exactly from the second on at which the phase is due. */
  const expectSameEnd = async (terms: Terms, dealId: `0x${string}`) => {
    const { address, walletClient, setTime, snapshot, revert } = setup();
    const read = await factsOf(dealId);
    const before = await snapshot();
    const refused = await refusalOf(WindowOpenError, () =>
      settle(walletClient, { address, terms, milestone: 0 }),
    );
    const end = Number(refused.values.end);
    expect(phaseOf({ terms, ...read, now: end - 1 }).name).to.not.equal("due");
    expect(phaseOf({ terms, ...read, now: end }).name).to.equal("due");
    await setTime(end);
    const settled = await settle(walletClient, { address, terms, milestone: 0 });
    const amount = terms.milestones[0]?.amount ?? 0n;
    const payout = phaseOf({ terms, ...read, now: end }).payout ?? -1;
    expect(settled.toSeller).to.equal((amount * BigInt(payout)) / 10_000n);
    expect(end).to.be.at.most(latestExits({ terms }).milestones[0]?.seller ?? 0);
    await revert(before);
  };

  it("goes with the contract down the longest way, within the bound that was computed", async () => {
    const { address, walletClient, seller, buyer, arbiter, pool, now, setNextTime, fundLedger } = setup();
    const disputes = { pool, bond: 8_000_000n, arbiter: arbiter.address, rulingWindow: DAY };
    const changes = { contestWindow: DAY, disputes, silencePayout: 2_500 };
    const { terms, dealId } = await openExampleDeal(setup(), changes);
    const deadline = terms.milestones[0]?.deadline ?? 0;
    expect(course({ terms, ...(await factsOf(dealId)) }, await now())).to.deep.equal([
      "pending",
      "reclaimable",
    ]);
    await refusalOf(NoProvisionalPayoutError, () => settle(walletClient, { address, terms, milestone: 0 }));

    await setNextTime(deadline);
    const claim = { deal: dealId, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
    await deliver(walletClient, { address, terms, delivery: claim, account: seller });
    const delivered = { terms, ...(await factsOf(dealId)) };
    expect(course(delivered, deadline)).to.deep.equal(["delivered", "contestable", "due"]);
    await expectSameEnd(terms, dealId);

    await fundLedger(seller.address, 16_000_000n);
    const objection = { terms, milestone: 0, contester: seller.address, payout: 2_500 };
    const silentFrom = deadline + terms.verdictWindow;
    await setup().setTime(silentFrom);
    await setNextTime(silentFrom + terms.contestWindow - 1);
    await contest(walletClient, { address, ...objection, account: seller });
    const contested = { terms, ...(await factsOf(dealId)) };
    expect(course(contested, await now())).to.deep.equal(["round2", "contestable", "due"]);
    await expectSameEnd(terms, dealId);

    const round2 = (await now()) + terms.verdictWindow;
    await setup().setTime(round2);
    await setNextTime(round2 + terms.contestWindow - 1);
    await contest(walletClient, { address, ...objection, account: seller });
    const last = { terms, ...(await factsOf(dealId)) };
    expect(course(last, await now())).to.deep.equal(["ruling", "due"]);
    await expectSameEnd(terms, dealId);
    const latest = latestExits({ terms }).milestones[0]?.seller ?? 0;
    expect((await now()) + DAY).to.be.within(latest - 2, latest);
    expect(buyer.address).to.not.equal(zeroAddress);
  });

  it("of a round that decided is contestable from its verdict, and its bond due at its end", async () => {
    const made = await openContestedDeal(setup());
    const { terms, dealId, evidence, poolJurors, contest: opened } = made;
    const { address, domain, walletClient, now } = setup();
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const judged = { domain, deal: dealId, milestone: 0, round: 2, evidence, reasons: hashReasons("fair") };
    const signers = poolJurors.filter((juror) => panel.includes(juror.address)).slice(0, 4);
    const ballots = await Promise.all(
      signers.map((account) => signBallot({ ...judged, account, score: 9_000 })),
    );
    await recordBallots(walletClient, { address, terms, panel, ballots });
    const read = await factsOf(dealId);
    const phase = phaseOf({ terms, ...read, now: await now() });
    expect(phase).to.deep.include({ name: "contestable", payout: 9_000, until: (await now()) + DAY });
    expect(phase.actions.map(({ action }) => action)).to.deep.equal([
      "contest",
      "recordBallots",
      "releaseBond",
      "release",
      "refund",
      "agree",
    ]);
    const end = (read.contests[0]?.openedAt ?? 0) + terms.verdictWindow;
    expect(opened.round).to.equal(2);
    const release = phase.actions.find(({ action }) => action === "releaseBond");
    expect(release).to.deep.include({ from: end, round: 2 });
    await expectSameEnd(terms, dealId);
    await setup().setTime(end);
    await releaseBond(walletClient, { address, terms, milestone: 0, round: 2, panel });
    const after = phaseOf({ terms, ...(await factsOf(dealId)), now: end });
    expect(after.actions.map(({ action }) => action)).to.not.include("releaseBond");
  });

  it("without an arbiter ends after round 2, and once settled only bonds are left", async () => {
    const disputes = { pool: setup().pool, bond: 8_000_000n };
    const { terms, dealId } = await openContestedDeal(setup(), { disputes });
    const read = await factsOf(dealId);
    const now = await setup().now();
    expect(course({ terms, ...read }, now)).to.deep.equal(["round2", "due"]);
    await expectSameEnd(terms, dealId);
    const facts: MilestoneFacts = { ...read.facts, status: "settled" };
    const settled = phaseOf({ terms, ...read, facts, now });
    expect(settled).to.deep.include({ name: "settled", payout: undefined, until: undefined });
    expect(settled.actions.map(({ action, from }) => [action, from])).to.deep.equal([
      ["releaseBond", undefined],
    ]);
  });

  it("of a verdict that stands is that of the contract", async () => {
    const { terms, dealId } = await openProvisionalDeal(setup());
    await expectSameEnd(terms, dealId);
  });

  it("is one at each second: each window ends where the next phase begins", () => {
    const anyContest = fc.record({
      openedAt: fc.integer({ min: NOW, max: NOW + AHEAD }),
      payout: fc.nat({ max: 10_000 }),
    });
    const anyProvisional = fc.record({
      since: fc.integer({ min: NOW, max: NOW + AHEAD }),
      payout: fc.nat({ max: 10_000 }),
      round: fc.constantFrom(0, 1, 2),
    });
    const delivered = fc.option(fc.integer({ min: NOW, max: NOW + AHEAD }), { nil: undefined });
    const provisional = fc.option(anyProvisional, { nil: undefined });
    const contests = fc.array(anyContest, { maxLength: 2 });
    fc.assert(
      fc.property(goodTerms(NOW), delivered, provisional, contests, (terms, deliveredAt, stands, opened) => {
        const facts: MilestoneFacts = {
          status:
            stands === undefined ? (deliveredAt === undefined ? "pending" : "delivered") : "provisional",
          evidence: undefined,
          deliveredAt,
          provisional: stands,
          interval: undefined,
          judged: stands?.round === 1,
          endedAt: undefined,
          contesters: opened.map(() => "buyer" as const),
          drawnAt: undefined,
          bondsReleased: [],
        };
        const held = opened.map(
          (made, index): ContestFacts => ({
            ...made,
            round: index === 0 ? 2 : 3,
            payer: zeroAddress,
            openedInBlock: 1,
          }),
        );
        const input = { terms, milestone: 0, facts, contests: held };
        for (let now = NOW; ; ) {
          const phase = phaseOf({ ...input, now });
          const { name, until } = phase;
          for (const action of phase.actions) expect(action.until ?? now + 1).to.be.above(now);
          if (until === undefined) break;
          expect(until).to.be.above(now);
          expect(phaseOf({ ...input, now: until - 1 }).name).to.equal(name);
          expect(phaseOf({ ...input, now: until }).name).to.not.equal(name);
          now = until;
        }
      }),
    );
  });
});
