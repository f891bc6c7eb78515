import { expect } from "chai";
import { BidMismatchError, type ExchangeRefusedError, MarketTimeError } from "../../../sdk/errors/index.ts";
import {
  closeRfq,
  commitToBid,
  hashRfq,
  postToMarket,
  rankBids,
  type SignedBidCommitment,
  type SignedRfq,
  signRfq,
  verifyRfqClosing,
} from "../../../sdk/market/index.ts";
import { exampleBidOffer, exampleRfq } from "../../../sdk/testing/index.ts";
import { errorOf, refusalOf } from "../../sdk/support/refusal.ts";
import { useStack } from "../../sdk/support/setup.ts";
import { admit, get, openTestMarket, type TestMarket } from "../../support/exchange/market.ts";

/** A rival wants to bid a little less than the seller: it must read or use the seller's bid before the window closes. */
describe("a front-runner of bids", () => {
  const setup = useStack();
  let one: TestMarket;
  let rfq: SignedRfq;
  beforeEach(async () => {
    const { domain, buyer, seller, arbiter, now } = setup();
    one = await openTestMarket(setup());
    for (const each of [buyer, seller, arbiter]) await admit(setup(), each);
    rfq = await signRfq({ domain, rfq: exampleRfq(setup(), await now()), account: buyer });
    await post({ rfq });
  });
  afterEach(() => one.stop());

  const post = (message: Parameters<typeof postToMarket>[0]["message"]) =>
    postToMarket({ exchanges: [one.url], fetch: one.fetch, message });
  const statusOf = async (message: Parameters<typeof postToMarket>[0]["message"]) =>
    ((await errorOf(() => post(message))) as ExchangeRefusedError).status;
  const bid = async (account = setup().seller, amount = 20_000_000n, now = rfq.opensAt) => {
    const { domain } = setup();
    const offered = await exampleBidOffer(setup(), rfq, account, { amount });
    return commitToBid({ domain, rfq, ...offered, account, now });
  };
  const close = (commitments: readonly SignedBidCommitment[]) => {
    const { domain, buyer: account } = setup();
    return closeRfq({ domain, rfq, commitments, account, now: rfq.closesAt });
  };

  it("sees no bid, not even how many there are, while the window is open", async () => {
    const { commitment } = await bid();
    await post({ commitment });
    const { content } = await get(one, `/rfqs/${hashRfq(rfq)}/bids`);
    const now = await setup().now();
    expect(content).to.deep.equal({ now, commitments: [], closings: [], revealed: [], next: null });
  });

  it("cannot make a bidder show its bid before the buyer has closed the request", async () => {
    const { commitment, revealed } = await bid();
    await post({ commitment });
    expect(await statusOf({ revealed })).to.equal(425);
    await setup().setTime(rfq.closesAt);
    expect(await statusOf({ revealed })).to.equal(425);
    const { closing } = await close([commitment]);
    await post({ closing });
    await post({ revealed });
    // What is shown to the exchange is shown to no rival until the time to reveal is over.
    expect((await get(one, `/rfqs/${hashRfq(rfq)}/bids`)).content.revealed).to.deep.equal([]);
  });

  it("cannot bid once the window is closed, and its bid does not count when an exchange lets it in", async () => {
    const { domain, arbiter } = setup();
    const seen = await bid();
    await post({ commitment: seen.commitment });
    const late = await bid(arbiter, 19_999_999n);
    await setup().setTime(rfq.closesAt);
    expect(await statusOf({ commitment: late.commitment })).to.equal(409);
    await refusalOf(MarketTimeError, () => bid(arbiter, 19_999_999n, rfq.closesAt));
    const { closing } = await close([seen.commitment]);
    const { ranking, refused } = await rankBids({
      ...{ domain, rfq, closing, commitments: [late.commitment, seen.commitment] },
      revealed: [late.revealed, seen.revealed],
    });
    expect(ranking.map(({ bidder }) => bidder)).to.deep.equal([setup().seller.address]);
    expect(refused).to.deep.equal([{ bidder: arbiter.address, reason: "late" }]);
  });

  it("gains nothing by a copy of another one's commitment", async () => {
    const { domain, arbiter } = setup();
    const honest = await bid();
    const other = await bid(arbiter);
    const copied = { ...other.commitment, seal: honest.commitment.seal };
    expect(await statusOf({ commitment: copied })).to.equal(403);
    const { closing, wrong } = await close([honest.commitment, copied]);
    expect(wrong).to.equal(1);
    const renamed = { ...honest.commitment, bidder: arbiter.address };
    expect((await close([renamed])).wrong).to.equal(1);
    const { ranking } = await rankBids({
      ...{ domain, rfq, closing, commitments: [honest.commitment, copied] },
      revealed: [honest.revealed],
    });
    expect(ranking).to.have.length(1);
  });

  it("loses both bids when it commits itself to two, to choose when it has seen the others", async () => {
    const { domain, arbiter } = setup();
    const honest = await bid();
    const [dear, cheap] = [await bid(arbiter, 30_000_000n), await bid(arbiter, 10_000_000n)];
    for (const { commitment } of [honest, dear, cheap]) await post({ commitment });
    await setup().setTime(rfq.closesAt);
    const commitments = [dear, honest, cheap].map(({ commitment }) => commitment);
    const { closing, doubled } = await close(commitments);
    expect(doubled).to.deep.equal([arbiter.address]);
    await post({ closing });
    expect(await statusOf({ revealed: cheap.revealed })).to.equal(409);
    // Where the buyer saw one of them only, that one counts, and there is nothing left to choose.
    const one = await close([honest.commitment, dear.commitment]);
    const result = await rankBids({
      ...{ domain, rfq, closing: one.closing, commitments },
      revealed: [dear.revealed, cheap.revealed, honest.revealed],
    });
    const own = result.ranking.filter(({ bidder }) => bidder === arbiter.address);
    expect(own.map(({ figures }) => figures.price)).to.deep.equal([30_000_000n]);
    expect(result.refused).to.deep.equal([]);
  });

  it("cannot have a bidder reveal under a closing that lacks it", async () => {
    const { domain } = setup();
    const { commitment } = await bid();
    const { closing } = await close([]);
    const about = { domain, rfq, closing };
    await verifyRfqClosing(about);
    await refusalOf(BidMismatchError, () => verifyRfqClosing({ ...about, commitment }));
  });

  it("cannot change its bid after it committed itself", async () => {
    const { domain, arbiter } = setup();
    const own = await bid(arbiter, 30_000_000n);
    const cheaper = await exampleBidOffer(setup(), rfq, arbiter, { amount: 10_000_000n });
    const changed = { ...own.revealed, bid: { ...own.revealed.bid, ...cheaper } };
    const { closing } = await close([own.commitment]);
    const { ranking, refused } = await rankBids({
      ...{ domain, rfq, closing, commitments: [own.commitment], revealed: [changed] },
    });
    expect(ranking).to.deep.equal([]);
    expect(refused).to.deep.equal([{ bidder: arbiter.address, reason: "unrevealed" }]);
  });
});
