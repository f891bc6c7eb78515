import { expect } from "chai";
import { getDeal, hashReasons, parseDelivery, signBallot, toJson, verifyDelivery } from "../../sdk/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { exampleFolder, firstDeal, wholeModule } from "./support/examples.ts";

const LONGEST = 30;

describe("the README's first deal", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(async () => {
    await stack.stop();
  });

  it("takes a buyer and a seller fewer than 30 lines each", () => {
    for (const source of firstDeal()) expect(source.trim().split("\n").length).to.be.lessThan(LONGEST);
  });

  it("is opened by the one, judged and paid to the other", async () => {
    const folder = exampleFolder("readme");
    const [buyerSource, sellerSource] = firstDeal();
    const { hire } = await wholeModule(folder, "buyer", buyerSource).load();
    const { answer, earn } = await wholeModule(folder, "seller", sellerSource).load();
    if (typeof hire !== "function" || typeof answer !== "function" || typeof earn !== "function") {
      throw new Error("the blocks do not export hire, answer and earn");
    }
    const { address, domain, publicClient, jurors } = stack;
    const buyer = stack.clientOf(stack.buyer);
    const seller = stack.clientOf(stack.seller);
    const panel = jurors.map((juror) => juror.address);

    const ask = (message: string) => answer(seller, address, message);
    const { dealId, terms } = await hire(buyer, address, stack.seller.address, panel, ask);
    const judge = async (message: string) => {
      const delivery = parseDelivery(message);
      expect(await verifyDelivery({ domain, delivery, seller: stack.seller.address })).to.equal(true);
      const { deal, milestone, evidence } = delivery;
      const judged = { domain, deal, milestone, evidence, score: 9_000, reasons: hashReasons("faithful") };
      return Promise.all(jurors.map(async (account) => toJson(await signBallot({ ...judged, account }))));
    };
    const verdict = await earn(seller, address, terms, judge);

    expect(verdict.payout).to.equal(10_000);
    expect((await getDeal(publicClient, { address, dealId }))?.unsettled).to.equal(0n);
  });

  it("is refused by the seller when it pays too little", async () => {
    const folder = exampleFolder("readme-refusal");
    const [buyerSource, sellerSource] = firstDeal();
    const poor = buyerSource.replace("25_000_000n", "19_000_000n");
    expect(poor).to.not.equal(buyerSource);
    const { hire } = await wholeModule(folder, "buyer", poor).load();
    const { answer } = await wholeModule(folder, "seller", sellerSource).load();
    if (typeof hire !== "function" || typeof answer !== "function") throw new Error("no hire, no answer");
    const { address, jurors } = stack;
    const ask = (message: string) => answer(stack.clientOf(stack.seller), address, message);
    const panel = jurors.map((juror) => juror.address);
    const outcome = await hire(stack.clientOf(stack.buyer), address, stack.seller.address, panel, ask).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(Error).with.property("message").that.contains("20 USDC");
  });
});
