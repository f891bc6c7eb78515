import { expect } from "chai";
import { decodeFunctionData, type Hex, size } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import {
  hashEvidence,
  hashReasons,
  type JudgedMilestone,
  signBallotBatch,
  submitVerdicts,
} from "../../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";

import { expectRefusedField } from "../support/refusal.ts";

const QUORUM = 2;
const SIGNATURE_BYTES = 64;

describe("submitting groups that are parts of one batch", () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
  });
  after(async () => {
    await stack.stop();
  });

  /** Two groups of two milestones each, of two deals with other payout rules. Each juror signed all four ballots at once. */
  async function twoGroups(): Promise<readonly (readonly JudgedMilestone[])[]> {
    const { domain } = stack;
    const deals = [
      await openExampleDeal(stack, { passingScore: 5_000 }),
      await openExampleDeal(stack, { passingScore: 7_000 }),
    ];
    const judged = deals.flatMap(({ terms, dealId: deal }) =>
      [0, 1].map((milestone) => ({ terms, deal, milestone, evidence: hashEvidence(`work ${milestone}`) })),
    );
    const reasons = hashReasons("complete");
    const ballots = judged.map(({ deal, milestone, evidence }) => ({
      ...{ deal, milestone, evidence, reasons, score: 10_000 },
    }));
    const signed = await Promise.all(
      stack.jurors.slice(0, QUORUM).map((account) => signBallotBatch({ domain, account, ballots })),
    );
    const items = judged.map(({ terms }, index) => ({
      terms,
      ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
    }));
    return [items.slice(0, 2), items.slice(2)];
  }

  const jurorsIn = (data: Hex): Hex[] => {
    const { functionName, args } = decodeFunctionData({ abi: quittanceAbi, data });
    if (functionName !== "submitVerdicts") throw new Error(`a call of ${functionName}`);
    return args[0].map(({ jurors }) => jurors);
  };

  it("sends each juror's signature with the first group only, and all of them settle", async () => {
    const groups = await twoGroups();
    const [first = "0x", second = "0x"] = jurorsIn(
      submitVerdicts.call({ address: stack.address, groups }).data,
    );
    expect(size(first) - size(second)).to.equal(QUORUM * SIGNATURE_BYTES);
    const { verdicts, refused } = await submitVerdicts(stack.walletClient, {
      address: stack.address,
      groups,
    });
    expect([verdicts.length, refused.length]).to.deep.equal([4, 0]);
  });

  it("names the ballot and the field that is not of the first milestone's batch", async () => {
    const [[first, second] = []] = await twoGroups();
    if (first === undefined || second === undefined) throw new Error("no group");
    const [own, other] = second.ballots;
    if (own === undefined || other === undefined) throw new Error("no ballots");
    const alone = { ...own, batch: undefined };
    const wrong: readonly (readonly [string, string, readonly JudgedMilestone[]])[] = [
      ["groups[0][1].ballots[0].batch.index", "0", [second, first]],
      ["groups[0][1].ballots.length", "1", [first, { ...second, ballots: [own] }]],
      [
        "groups[0][1].ballots[1].reasons",
        hashReasons("poor"),
        [first, { ...second, ballots: [other, { ...own, reasons: hashReasons("poor") }] }],
      ],
      ["groups[0][0].ballots[0].batch", "undefined", [{ ...first, ballots: [alone] }]],
    ];
    for (const [field, value, items] of wrong) {
      await expectRefusedField(field, new RegExp(value), () =>
        submitVerdicts.call({ address: stack.address, groups: [items] }),
      );
    }
  });

  it("sends it with a group that comes alone", async () => {
    const [, second = []] = await twoGroups();
    const { verdicts } = await submitVerdicts(stack.walletClient, {
      address: stack.address,
      groups: [second],
    });
    expect(verdicts.length).to.equal(2);
  });
});
