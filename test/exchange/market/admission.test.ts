import { expect } from "chai";
import { type AdmissionRules, openAdmission } from "../../../apps/exchange/market/admission.ts";
import { SignatureMismatchError } from "../../../sdk/errors/index.ts";
import { signOffer } from "../../../sdk/index.ts";
import {
  commitToBid,
  postToMarket,
  signListing,
  signRfq,
  verifyBidCommitment,
  verifyListing,
  verifyListingWithdrawal,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import {
  exampleBidOffer,
  exampleListing,
  exampleRfq,
  openExampleAccount,
} from "../../../sdk/testing/index.ts";
import { refusalOf } from "../../sdk/support/refusal.ts";
import { openTestMarket } from "../../support/exchange/market.ts";
import { useIndexedStack } from "../../support/use-indexed-stack.ts";

const CLOSED = "http://127.0.0.1:9";

describe("who is admitted to the market", () => {
  const running = useIndexedStack();
  const desk = (rules: Partial<AdmissionRules>, indexer?: string) => {
    const { publicClient: node, address, pool } = running();
    const whole = { admits: ["trust"], leastBalance: 1n, leastTrust: 1, ...rules } as const;
    return openAdmission({ node, address, pool, indexer, rules: whole });
  };

  it("asks the trust API, and goes on without it where it does not answer", async () => {
    const { arbiter, indexer } = running();
    const known = await desk({}, indexer.url).look(arbiter.address);
    expect(known).to.deep.equal({ isAdmitted: false, trust: 0 });
    expect((await desk({ leastTrust: 0 }, indexer.url).look(arbiter.address)).isAdmitted).to.equal(true);
    const unknown = { isAdmitted: false, trust: undefined };
    expect(await desk({ leastTrust: 0 }, CLOSED).look(arbiter.address)).to.deep.equal(unknown);
    expect(await desk({ leastTrust: 0 }).look(arbiter.address)).to.deep.equal(unknown);
  });

  it("takes a seat of the pool, by its owner and by its key", async () => {
    const { arbiter } = running();
    const [juror = arbiter] = await running().seatJurors(1);
    expect((await desk({ admits: ["seat"] }).look(juror.address)).isAdmitted).to.equal(true);
    expect((await desk({ admits: ["seat"] }).look(arbiter.address)).isAdmitted).to.equal(false);
    expect((await desk({ admits: ["anyone"] }).look(arbiter.address)).isAdmitted).to.equal(true);
  });

  it("asks again soon about an account that it refused, which may have paid since", async () => {
    const { publicClient: node, address, pool, arbiter: account } = running();
    let time = 0;
    const seated = openAdmission({
      ...{ node, address, pool, indexer: undefined, now: () => time },
      rules: { admits: ["seat"], leastBalance: 1n, leastTrust: 1 },
    });
    const owner = (await running().seatJurors(1))[0] ?? account;
    const [refused, admitted] = [await seated.look(account.address), await seated.look(owner.address)];
    expect([refused.isAdmitted, admitted.isAdmitted]).to.deep.equal([false, true]);
    time = 4_999;
    expect(await seated.look(account.address)).to.equal(refused);
    time = 5_000;
    expect(await seated.look(account.address)).not.to.equal(refused);
    expect(await seated.look(owner.address)).to.equal(admitted);
    time = 60_000;
    expect(await seated.look(owner.address)).not.to.equal(admitted);
  });

  it("takes a managed account, whose key lists, withdraws and bids for it", async () => {
    const stack = running();
    const { domain, buyer, publicClient: client } = stack;
    const { account } = await openExampleAccount(stack);
    const one = await openTestMarket(stack);
    const now = await stack.now();
    const draft = exampleListing(stack, now, { seller: account.address });
    const listing = await signListing({ domain, listing: draft, account });
    await verifyListing({ domain, listing, now, client });
    // Without a node no one can say whose key it is.
    await refusalOf(SignatureMismatchError, () => verifyListing({ domain, listing, now }));
    const post = async (message: Parameters<typeof postToMarket>[0]["message"]) => {
      const { taken } = await postToMarket({ exchanges: [one.url], fetch: one.fetch, message });
      return taken[0]?.receipt;
    };
    expect(await post({ listing })).to.equal("first");
    const withdrawal = await withdrawListing({ domain, listing, account });
    await verifyListingWithdrawal({ domain, withdrawal, client });
    expect(await post({ withdrawal })).to.equal("replaced");
    const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
    const { offer: plain, pact } = await exampleBidOffer(stack, rfq, stack.seller);
    const terms = { ...plain.terms, seller: account.address, sellerToLedger: true };
    const offer = await signOffer({ domain, terms, validUntil: plain.validUntil, account });
    const { commitment } = await commitToBid({ domain, rfq, offer, pact, account, now });
    await verifyBidCommitment({ domain, rfq, commitment, client });
    await one.stop();
  });
});
