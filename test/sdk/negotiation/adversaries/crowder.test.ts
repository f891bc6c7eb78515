import { expect } from "chai";
import { signOffer } from "../../../../sdk/index.ts";
import {
  type ApprovalSettings,
  approvalPolicy,
  type NegotiationEntry,
  type Negotiator,
  type OwnCommitment,
} from "../../../../sdk/negotiation/index.ts";
import {
  amountIn,
  buyer,
  domain,
  HOUR,
  openSide,
  START,
  seller,
  sellsFrom,
  termsFor,
} from "../support/sides.ts";

const USDC = 1_000_000n;
const MOST = 100n * USDC;

/** What a side committed itself to by its log: the last offer or acceptance that it decided. */
function commitmentIn(entries: readonly NegotiationEntry[], negotiation: `0x${string}`): OwnCommitment[] {
  const [opening] = entries.flatMap((entry) => (entry.kind === "messages" ? entry.messages : []));
  const isCommitted =
    entries.some(({ kind }) => kind === "decision") ||
    (opening?.kind === "offer" && opening.offer.from === seller.address);
  if (opening?.kind !== "offer" || !isCommitted) return [];
  const value = amountIn(opening.offer.terms);
  return [{ negotiation, counterparty: buyer.address, at: START, value, state: "open", jurors: [] }];
}

describe("a counterparty that opens many at once", () => {
  /** A seller that may commit itself to 100 USDC in all, and reads its own books for each commitment. */
  const limited = async () => {
    const books: { side?: Negotiator } = {};
    const facts = async () => {
      const { side } = books;
      const ids = side?.list() ?? [];
      const logs = await Promise.all(
        ids.map(async (id) => commitmentIn((await side?.entries(id)) ?? [], id)),
      );
      await new Promise((done) => setImmediate(done));
      return { commitments: logs.flat(), prices: [], known: [buyer.address], owners: [] };
    };
    const limits: ApprovalSettings = {
      ...{
        hours: "any",
        leastPrices: 0,
        mostPrice: MOST,
        mostCommitted: MOST,
        mostPerHour: 99,
        mostPerDay: 99,
      },
      ...{ mostPaidPerHour: 1_000n * USDC, mostPaidPerDay: 1_000n * USDC },
    };
    const side = await openSide({
      ...{ account: seller, strategy: sellsFrom(1n), now: () => START },
      review: approvalPolicy({ limits, facts }),
    });
    books.side = side;
    return side;
  };

  it("gets no more than the limit of all commitments together", async () => {
    const sold = await limited();
    const bought = await openSide({ account: buyer, strategy: () => ({ kind: "wait" }), now: () => START });
    const envelopes = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const terms = termsFor(30n * USDC, { salt: BigInt(index) });
        const { negotiation } = await bought.begin({ terms, validFor: HOUR });
        return bought.envelope(negotiation);
      }),
    );
    const replies = await Promise.all(envelopes.map((envelope) => sold.receive(envelope)));
    const signed = replies.filter(({ messages }) => messages.some(({ kind }) => kind === "acceptance"));
    expect(signed, "three of 30 USDC are within 100").to.have.length(3);
    const held = await Promise.all(envelopes.map(async ({ negotiation }) => sold.status(negotiation)));
    expect(held.filter(({ status }) => status === "held")).to.have.length(5);
  });

  it("opens no more at once than it may have open", async () => {
    const sold = await openSide({
      ...{ account: seller, strategy: () => ({ kind: "wait" }), now: () => START },
      ...{ limits: { perCounterparty: 3 }, admits: (_, { terms }) => terms.salt !== 0n },
    });
    const bought = await openSide({ account: buyer, strategy: () => ({ kind: "wait" }), now: () => START });
    const open = async (salt: bigint) => {
      const { negotiation } = await bought.begin({ terms: termsFor(USDC, { salt }), validFor: HOUR });
      return sold.receive(await bought.envelope(negotiation));
    };
    await open(0n).catch((error) => expect(Reflect.get(error, "name")).to.equal("StrangerRefusedError"));
    expect(sold.list(), "one that was refused takes no place").to.have.length(0);
    const opened = await Promise.allSettled([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map(open));
    expect(opened.filter(({ status }) => status === "fulfilled")).to.have.length(3);
    expect(sold.list()).to.have.length(3);
  });

  it("has a side make no more first offers at once than that", async () => {
    const sold = await limited();
    const begun = await Promise.allSettled(
      Array.from({ length: 6 }, async (_, index) =>
        sold.begin({ terms: termsFor(30n * USDC, { salt: BigInt(index) }), validFor: HOUR }),
      ),
    );
    expect(begun.filter(({ status }) => status === "fulfilled")).to.have.length(3);
    const reasons = begun.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    for (const reason of reasons) expect(Reflect.get(Object(reason), "name")).to.equal("ApprovalNeededError");
  });

  it("asks a principal who has allowed it no second time", async () => {
    let asked = 0;
    const sold = await openSide({
      ...{ account: seller, strategy: sellsFrom(1n), now: () => START },
      review: async () => {
        asked += 1;
        await new Promise((done) => setImmediate(done));
        return { kind: "allow", byPrincipal: true };
      },
    });
    const first = await signOffer({
      ...{ domain, terms: termsFor(USDC, { salt: 99n }), validUntil: START + HOUR, account: seller },
    });
    const begun = [1n, 2n, 3n].map((salt) => sold.begin({ terms: termsFor(USDC, { salt }), validFor: HOUR }));
    await Promise.all([...begun, sold.begin({ first }), sold.begin({ first }), sold.begin({ first })]);
    expect([asked, sold.list().length]).to.deep.equal([3, 4]);
  });
});
