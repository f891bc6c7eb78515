import { expect } from "chai";
import { createHistory, readApprovalFacts } from "../../../sdk/history/index.ts";
import { getSeats, release } from "../../../sdk/index.ts";
import { approvalPolicy } from "../../../sdk/negotiation/index.ts";
import { exampleTerms, openExampleDeal } from "../../../sdk/testing/index.ts";
import type { IndexedStack } from "../../support/indexed-stack.ts";
import { useIndexedStack } from "../../support/use-indexed-stack.ts";

const USDC = 1_000_000n;
const CATEGORY = 4_711;

describe("history: facts for a policy of approvals", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let settled: Awaited<ReturnType<typeof openExampleDeal>>;
  let open: Awaited<ReturnType<typeof openExampleDeal>>;

  before(async () => {
    stack = running();
    const { address, walletClient, buyer, indexer, publicClient } = stack;
    const milestones = [{ amount: 20n * USDC, deadline: (await stack.now()) + 86_400 }];
    await stack.seatJurors(2);
    settled = await openExampleDeal(stack, { milestones, category: CATEGORY });
    await release(walletClient, { address, terms: settled.terms, milestone: 0, account: buyer });
    open = await openExampleDeal(stack, { milestones, category: CATEGORY, verificationFee: USDC });
    await indexer.caughtUp(await publicClient.getBlockNumber());
  });

  const factsOf = (account: `0x${string}`, more: object = {}) =>
    readApprovalFacts(createHistory({ url: stack.indexer.url }), { account, category: CATEGORY, ...more });

  it("have own deals with what each side committed, and its state", async () => {
    const { buyer, seller } = stack;
    const ofBuyer = await factsOf(buyer.address);
    const find = (facts: typeof ofBuyer, id: string) =>
      facts.commitments.find(({ negotiation }) => negotiation === id);
    expect(find(ofBuyer, settled.dealId)).to.deep.include({
      state: "settled",
      value: 20n * USDC,
      counterparty: seller.address,
    });
    expect(find(ofBuyer, open.dealId)).to.deep.include({
      ...{ state: "open", value: 21n * USDC, jurors: open.terms.panel },
    });
    const ofSeller = await factsOf(seller.address);
    expect(find(ofSeller, open.dealId)).to.deep.include({ value: 20n * USDC, counterparty: buyer.address });
  });

  it("have one price for each pair, of the category alone", async () => {
    const { address, walletClient, buyer, indexer, publicClient } = stack;
    const again = await openExampleDeal(stack, {
      milestones: [{ amount: 30n * USDC, deadline: (await stack.now()) + 86_400 }],
      category: CATEGORY,
    });
    await release(walletClient, { address, terms: again.terms, milestone: 0, account: buyer });
    await indexer.caughtUp(await publicClient.getBlockNumber());
    expect((await factsOf(buyer.address)).prices).to.deep.equal([30n * USDC]);
    expect((await factsOf(buyer.address, { category: CATEGORY + 1 })).prices).to.deep.equal([]);
  });

  it("know to whom the seats of a pool belong, as the chain does", async () => {
    const seats = await getSeats(stack.publicClient, { address: stack.pool });
    const { owners } = await factsOf(stack.buyer.address, { pool: stack.pool });
    expect(seats.length).to.be.at.least(2);
    for (const { key, owner } of seats) expect(owners).to.deep.include({ address: key, owner });
    const without = await factsOf(stack.buyer.address);
    expect(without.owners.map(({ address }) => address)).to.not.include(seats[0]?.key);
  });

  it("are what the policy takes: the counterparty is known, and the price is not unusual", async () => {
    const { buyer } = stack;
    const facts = () => factsOf(buyer.address);
    const limits = { hours: "any", leastPrices: 1, mostCommitted: 10n ** 12n, mostPerHour: 1_000 } as const;
    const wide = {
      mostPerDay: 1_000,
      mostPaidPerHour: 10n ** 12n,
      mostPaidPerDay: 10n ** 12n,
      mostPrice: 10n ** 12n,
    };
    const review = approvalPolicy({ limits: { ...limits, ...wide }, facts });
    const now = await stack.now();
    const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
    const view = { side: "buyer", now, state, offers: [] } as const;
    const [amount = 0n] = (await facts()).prices;
    const milestones = [{ amount, deadline: now + 86_400 }];
    const usual = await exampleTerms(stack, { milestones, category: CATEGORY });
    expect(await review({ kind: "offer", terms: usual, validFor: 60 }, view)).to.deep.equal({
      kind: "allow",
    });
    const dear = await exampleTerms(stack, { category: CATEGORY });
    const answer = await review({ kind: "offer", terms: dear, validFor: 60 }, view);
    expect(answer.kind === "ask" && answer.reasons.map(({ rule }) => rule)).to.deep.equal([
      "price-far-from-record",
    ]);
  });
});
