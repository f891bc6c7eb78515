import { expect } from "chai";
import type { Stack } from "../../../sdk/testing/index.ts";
import { BOND, type DisputesStory, DRAW, GAIN } from "./disputes.ts";
import type { Indexer } from "./indexer.ts";
import { seatHolders } from "./seats.ts";

/** Declares tests of what an indexer tells of the story's contested deals. */
export function answersOnDisputes(
  told: () => { readonly clean: Indexer; readonly stack: Stack; readonly disputes: DisputesStory },
): void {
  const disputes = () => told().disputes;

  it("tells what stands, who was called by whom, who voted what and who was paid", async () => {
    const { deal } = await told().clean.graphql<{ deal: Record<string, unknown> }>(
      `query ($deal: String!) {
        deal(id: $deal) {
          bond bondsHeld reimbursed
          milestones(orderBy: "index") {
            items {
              status round contestCount
              contests(orderBy: "round") {
                items {
                  round side payout paidFrom held reimbursed
                  panel { jurors }
                  verdict { payout settled ballotCount }
                  ballots(orderBy: "position") { items { position score payout earned } }
                  bondCredits { items { kind amount } }
                }
              }
              ruling { payout }
              settlement { cause toSeller toBuyer sellerReimbursed buyerReimbursed sellerNet buyerNet }
            }
          }
          ratings(orderBy: "side") { items { side score } }
          equivocations { items { firstScore secondScore } }
        }
      }`,
      { deal: disputes().lifecycle.dealId },
    );
    const part = "1750000";
    const near = (position: number, score: number) => ({ position, score, payout: 5_500, earned: part });
    const credit = (kind: string, amount: bigint | string) => ({ kind, amount: String(amount) });
    const bond = String(BOND);
    const nobody = { panel: null, verdict: null, ballots: { items: [] } };
    const unpaid = { sellerReimbursed: "0", buyerReimbursed: "0" };
    expect(deal).to.deep.equal({
      ...{ bond, bondsHeld: "0", reimbursed: String(BOND + GAIN) },
      milestones: {
        items: [
          {
            ...{ status: "settled", round: 2, contestCount: 2 },
            contests: {
              items: [
                {
                  ...{
                    round: 2,
                    side: "buyer",
                    payout: 7_000,
                    paidFrom: "ledger",
                    held: "0",
                    reimbursed: bond,
                  },
                  panel: { jurors: disputes().panels[0] },
                  verdict: { payout: 5_500, settled: false, ballotCount: 5 },
                  ballots: {
                    items: [
                      ...[near(0, 5_500), near(1, 5_500), near(2, 5_550), near(3, 5_500)],
                      { position: 4, score: 9_000, payout: 9_000, earned: "0" },
                    ],
                  },
                  bondCredits: {
                    items: [
                      credit("draw", DRAW),
                      ...Array.from({ length: 4 }, () => credit("earned", part)),
                      credit("reimbursed", BOND),
                    ],
                  },
                },
                {
                  ...{
                    round: 3,
                    side: "seller",
                    payout: 5_500,
                    paidFrom: "wallet",
                    held: "0",
                    reimbursed: String(GAIN),
                  },
                  ...nobody,
                  bondCredits: { items: [credit("earned", BOND), credit("reimbursed", GAIN)] },
                },
              ],
            },
            ruling: { payout: 6_000 },
            settlement: {
              ...{ cause: "ruling", toSeller: "60000000", toBuyer: "40000000" },
              ...{ sellerReimbursed: bond, buyerReimbursed: String(GAIN) },
              ...{ sellerNet: "50500000", buyerNet: "35000000" },
            },
          },
          {
            ...{ status: "settled", round: 0, contestCount: 1 },
            contests: {
              items: [
                {
                  ...{
                    round: 2,
                    side: "buyer",
                    payout: 8_000,
                    paidFrom: "wallet",
                    held: "0",
                    reimbursed: "0",
                  },
                  ...nobody,
                  bondCredits: { items: [credit("returned", BOND)] },
                },
              ],
            },
            ruling: null,
            settlement: {
              ...{ cause: "silence", toSeller: "40000000", toBuyer: "10000000", ...unpaid },
              ...{ sellerNet: "39000000", buyerNet: "10000000" },
            },
          },
          {
            ...{ status: "settled", round: 1, contestCount: 1 },
            contests: {
              items: [
                {
                  ...{
                    round: 2,
                    side: "buyer",
                    payout: 9_000,
                    paidFrom: "ledger",
                    held: "0",
                    reimbursed: "0",
                  },
                  panel: { jurors: disputes().panels[1] },
                  verdict: null,
                  ballots: {
                    items: [
                      { position: 0, score: 8_000, payout: 8_000, earned: "1000000" },
                      { position: 1, score: 1_000, payout: 0, earned: "1000000" },
                    ],
                  },
                  bondCredits: {
                    items: [
                      credit("draw", DRAW),
                      ...Array.from({ length: 7 }, () => credit("earned", "1000000")),
                    ],
                  },
                },
              ],
            },
            ruling: null,
            settlement: {
              ...{ cause: "release", toSeller: "30000000", toBuyer: "0", ...unpaid },
              ...{ sellerNet: "29250000", buyerNet: "0" },
            },
          },
        ],
      },
      ratings: {
        items: [
          { side: "buyer", score: 90 },
          { side: "seller", score: 40 },
        ],
      },
      equivocations: { items: [{ firstScore: 5_500, secondScore: 1_000 }] },
    });
  });

  it("tells what stands while a round is at work, and when it can be settled", async () => {
    const { milestones } = await told().clean.graphql<{ milestones: { items: Record<string, string>[] } }>(
      `query ($deal: String!) {
        milestones(where: { dealId: $deal }, orderBy: "index") {
          items { status provisionalPayout round contestCount windowEnd settleFrom settlement { cause buyerNet } }
        }
        contests(where: { dealId: $deal, milestone: 1 }) { items { held windowEnd } }
      }`,
      { deal: disputes().drawn.dealId },
    );
    const [first, second, third] = milestones.items;
    expect(first).to.deep.include({
      ...{ status: "settled", round: 2, contestCount: 1, provisionalPayout: null },
      settlement: { cause: "verdict", buyerNet: "2000000" },
    });
    expect(second).to.deep.include({
      ...{ status: "contested", round: 1, contestCount: 1, provisionalPayout: 6_000 },
      settleFrom: second?.windowEnd,
      settlement: null,
    });
    expect(third).to.deep.include({
      ...{
        status: "pending",
        round: 0,
        contestCount: 0,
        provisionalPayout: null,
        windowEnd: null,
        settleFrom: null,
      },
    });
  });

  it("tells what happened to a seat, from the first stake to the last", async () => {
    const { seat, jurorPool } = await told().clean.graphql<{
      seat: { changes: { items: { kind: string; key: string; amount: string }[] } };
      jurorPool: { seeds: { items: object[] }; owed: { items: { collected: string }[] } };
    }>(
      `query ($pool: String!) {
        seat(pool: $pool, number: 0) { changes(orderBy: "sequence") { items { kind key amount } } }
        jurorPool(address: $pool) {
          seeds { items { openedInBlock seedBlock } }
          owed { items { account collected } }
        }
      }`,
      { pool: told().stack.pool },
    );
    const changes = seat.changes.items;
    const kinds = changes.slice(0, 5).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(["taken", "keyChanged", "closed", "returned", "taken"]);
    const [owner, key] = seatHolders(told().stack).map(({ address }) => address.toLowerCase());
    expect(changes.slice(0, 2).map((change) => change.key)).to.deep.equal([owner, key]);
    expect(changes.slice(0, 4).reduce((left, { amount }) => left + BigInt(amount), 0n)).to.equal(0n);
    expect(jurorPool.seeds.items).to.have.length(1);
    expect(jurorPool.owed.items.some(({ collected }) => BigInt(collected) > 0n)).to.equal(true);
    const { total } = await told().clean.graphql<{ total: { equivocations: number } }>(
      `{ total(id: "quittance") { contests rulings ratings equivocations } }`,
    );
    expect(total).to.deep.equal({ contests: 6, rulings: 1, ratings: 2, equivocations: 1 });
  });
}
