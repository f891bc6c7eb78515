import { expect } from "chai";
import type { Hex } from "viem";
import { dealIdOf, decodeTerms } from "../../../sdk/protocol/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { Indexer } from "./indexer.ts";
import type { Story } from "./story.ts";

interface Items<Of> {
  readonly items: readonly Of[];
}

interface Happened {
  readonly name: string;
  readonly milestone: number | null;
  readonly account: string | null;
  readonly args: string;
}

/** Declares tests of what an explorer asks of an indexer that has read the story. */
export function answersToExplorers(
  told: () => { readonly clean: Indexer; readonly stack: Stack; readonly story: Story },
): void {
  it("tells what happened to a deal in order, its bonds, panels and milestones included", async () => {
    const { clean, story } = told();
    const { deal } = await clean.graphql<{ readonly deal: { readonly events: Items<Happened> } }>(
      `query ($id: String!) { deal(id: $id) { events(limit: 1000) { items { name milestone account args } } } }`,
      { id: story.disputes.lifecycle.dealId },
    );
    const events = deal.events.items;
    const first = events.filter(({ milestone }) => milestone === 0).map(({ name }) => name);
    expect(events[0]?.name).to.equal("DealOpened");
    // Several of one kind in a row, such as a bond's parts, are one here.
    expect(first.filter((name, index) => name !== first[index - 1])).to.deep.equal([
      ...["VerdictReached", "FeeCredited", "ContestOpened", "PanelDrawn", "DrawPaid", "BallotsRecorded"],
      ...["VerdictReached", "BallotsRecorded", "ContestOpened", "MilestoneRuled", "BondEarned"],
      ...["MilestoneSettled", "FeeCredited", "BondReimbursed", "BondEarned", "AbsencePunished"],
      ...["RewardCredited", "StakeForfeited", "EquivocationPunished", "RewardCredited", "StakeForfeited"],
      "EquivocationRecorded",
    ]);
    const backwards = await clean.graphql<{ readonly deal: { readonly events: Items<Happened> } }>(
      `query ($id: String!) { deal(id: $id) {
        events(orderBy: "blockNumber", orderDirection: "desc", limit: 1000) { items { name milestone account args } }
      } }`,
      { id: story.disputes.lifecycle.dealId },
    );
    expect([...backwards.deal.events.items].reverse()).to.deep.equal(events);
  });

  it("has the terms of each deal as they were signed", async () => {
    const { clean, stack, story } = told();
    const { deals } = await clean.graphql<{
      readonly deals: Items<{ readonly id: Hex; readonly terms: Hex; readonly category: string | null }>;
    }>(`{ deals(limit: 1000) { items { id terms category } } }`);
    for (const { id, terms, category } of deals.items) {
      const decoded = decodeTerms(terms);
      expect(dealIdOf({ domain: stack.domain, terms: decoded }), `terms of ${id}`).to.equal(id);
      expect(category, `category of ${id}`).to.equal(
        decoded.category === undefined ? null : String(decoded.category),
      );
    }
    const categories = new Set(deals.items.map(({ category }) => category));
    expect([...categories]).to.include.members([null, "7"]);
    const { terms } = deals.items.find(({ id }) => id === story.waited.dealId) ?? { terms: "0x" as const };
    expect(decodeTerms(terms)).to.deep.equal(story.waited.terms);
  });

  it("tells a drawn juror's duties, and the ballots that it cast", async () => {
    const { clean, story } = told();
    const { lifecycle, panels } = story.disputes;
    const [[juror], [other]] = panels;
    const { agent, panels: having } = await clean.graphql<{
      readonly agent: { readonly jurorDraws: number; readonly draws: Items<Record<string, unknown>> };
      readonly panels: Items<{ readonly dealId: string; readonly milestone: number }>;
    }>(
      `query ($juror: String!, $deal: String!) {
        agent(address: $juror) {
          jurorDraws
          draws(orderBy: "timestamp") { items { dealId milestone ballot { score } ofMilestone { status } } }
        }
        panels(where: { jurors_has: $juror, dealId: $deal }) { items { dealId milestone } }
      }`,
      { juror, deal: lifecycle.dealId },
    );
    expect(agent.draws.items).to.have.length(agent.jurorDraws);
    expect(agent.draws.items).to.deep.include({
      ...{ dealId: lifecycle.dealId, milestone: 0, ballot: { score: 5_500 } },
      ofMilestone: { status: "settled" },
    });
    expect(having.items).to.deep.include({ dealId: lifecycle.dealId, milestone: 0 });
    const { draws } = await clean.graphql<{ readonly draws: Items<Record<string, unknown>> }>(
      `query ($deal: String!) {
        draws(where: { dealId: $deal, milestone: 2 }) { items { position juror ballot { score } jurorAgent { address } } }
      }`,
      { deal: lifecycle.dealId },
    );
    // Two of those who were drawn voted before the buyer released.
    expect(draws.items.map(({ ballot }) => ballot)).to.deep.equal([
      ...[{ score: 8_000 }, { score: 1_000 }],
      ...Array.from({ length: draws.items.length - 2 }, () => null),
    ]);
    expect(draws.items[0]).to.deep.include({ juror: other, jurorAgent: { address: other } });
  });

  it("leads from an agent to its settlements, seats and events, and back", async () => {
    const { clean, stack, story } = told();
    const { agent, deal } = await clean.graphql<{
      readonly agent: {
        readonly sellerPaidMilestones: number;
        readonly settlementsAsSeller: Items<{ readonly toSeller: string }>;
        readonly settlementsAsBuyer: Items<unknown>;
        readonly events: Items<{
          readonly name: string;
          readonly accountAgent: { readonly address: string };
        }>;
      };
      readonly deal: Readonly<Record<string, Items<Record<string, unknown>>>>;
    }>(
      `query ($seller: String!, $deal: String!) {
        agent(address: $seller) {
          sellerPaidMilestones
          settlementsAsSeller(limit: 1000) { items { toSeller } }
          settlementsAsBuyer { items { toSeller } }
          events { items { name accountAgent { address } } }
        }
        deal(id: $deal) {
          deliveries { items { milestone } }
          panels(orderBy: "milestone") { items { milestone draws { items { position } } } }
          contests(orderBy: "round") { items { milestone round ofMilestone { contestCount } } }
        }
      }`,
      { seller: stack.seller.address, deal: story.disputes.lifecycle.dealId },
    );
    const paid = agent.settlementsAsSeller.items.filter(({ toSeller }) => toSeller !== "0");
    expect(paid).to.have.length(agent.sellerPaidMilestones);
    expect(agent.settlementsAsBuyer.items).to.deep.equal([]);
    expect(agent.events.items.map(({ name }) => name)).to.include.members([
      "LedgerDeposited",
      "ContestOpened",
    ]);
    expect(agent.events.items[0]?.accountAgent.address).to.equal(stack.seller.address.toLowerCase());
    expect(deal.deliveries?.items).to.deep.equal([{ milestone: 1 }]);
    expect(deal.panels?.items.map(({ milestone }) => milestone)).to.deep.equal([0, 2]);
    expect(deal.contests?.items).to.deep.include({
      milestone: 0,
      round: 3,
      ofMilestone: { contestCount: 2 },
    });
    const { seats } = await clean.graphql<{
      readonly seats: Items<{
        readonly owner: string;
        readonly ownerAgent: { readonly address: string } | null;
      }>;
    }>(`{ seats { items { owner ownerAgent { address } } } }`);
    const known = seats.items.filter(({ ownerAgent }) => ownerAgent !== null);
    expect(known).to.not.deep.equal([]);
    for (const { owner, ownerAgent } of known) expect(ownerAgent?.address).to.equal(owner);
  });
}
