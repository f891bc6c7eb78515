import { expect } from "chai";
import { getDeal, hashReasons, parseDelivery, signBallot, toJson, verifyDelivery } from "../../sdk/index.ts";
import { type ExampleDraw, exampleDraw, type Stack, startStack } from "../../sdk/testing/index.ts";
import { exampleFolder, firstDeal, wholeModule } from "./support/examples.ts";

const LONGEST = 30;
/** A draw takes seats that are a day old: the chain starts in the past, and has the time of this machine once it is done. */
const DRAW_TAKES = 2 * 86_400 + 120;

describe("the README's first deal", () => {
  let stack: Stack;
  let draw: ExampleDraw;

  before(async () => {
    stack = await startStack({ startTime: Math.floor(Date.now() / 1_000) - DRAW_TAKES });
    draw = await exampleDraw(stack, { jurors: 3 });
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
    const { address, domain, publicClient, pool } = stack;
    const buyer = stack.clientOf(stack.buyer);
    const seller = stack.clientOf(stack.seller);
    const ask = (offer: string, drawn: string) => answer(seller, address, pool, offer, drawn);
    const { dealId, terms } = await hire(buyer, address, draw.transcript, ask);
    const judge = async (message: string) => {
      const delivery = parseDelivery(message);
      expect(await verifyDelivery({ domain, delivery, seller: stack.seller.address })).to.equal(true);
      const { deal, milestone, evidence } = delivery;
      const judged = { domain, deal, milestone, evidence, score: 9_000, reasons: hashReasons("faithful") };
      const panel = draw.jurors.filter((juror) => draw.transcript.panel.includes(juror.address));
      return Promise.all(panel.map(async (account) => toJson(await signBallot({ ...judged, account }))));
    };
    const verdict = await earn(seller, address, terms, judge);

    expect(verdict.payout).to.equal(10_000);
    expect(terms.panel).to.deep.equal(draw.transcript.panel);
    expect((await getDeal(publicClient, { address, dealId }))?.unsettled).to.equal(0n);
  });

  it("is refused by the seller when it pays too little", async () => {
    const poor = (buyerSource: string) => buyerSource.replace("25_000_000n", "19_000_000n");
    expect(await refusal("refusal", poor)).to.include("20 USDC");
  });

  it("is refused by the seller when the buyer put a juror of its own on the panel", async () => {
    const [first = "", second = "", third = ""] = draw.transcript.panel;
    const own = [first, second, stack.jurors[0]?.address ?? third].sort((one, other) =>
      one.toLowerCase() < other.toLowerCase() ? -1 : 1,
    );
    const bent = (buyerSource: string) =>
      buyerSource.replace("panel: drawn.panel", `panel: ${JSON.stringify(own)}`);
    expect(await refusal("panel", bent)).to.include("panel");
  });

  /** What the seller answers to a buyer whose program was changed. */
  async function refusal(name: string, change: (buyerSource: string) => string): Promise<string> {
    const folder = exampleFolder(`readme-${name}`);
    const [buyerSource, sellerSource] = firstDeal();
    const changed = change(buyerSource);
    expect(changed).to.not.equal(buyerSource);
    const { hire } = await wholeModule(folder, "buyer", changed).load();
    const { answer } = await wholeModule(folder, "seller", sellerSource).load();
    if (typeof hire !== "function" || typeof answer !== "function") throw new Error("no hire, no answer");
    const { address, pool } = stack;
    const ask = (offer: string, drawn: string) =>
      answer(stack.clientOf(stack.seller), address, pool, offer, drawn);
    const outcome = await hire(stack.clientOf(stack.buyer), address, draw.transcript, ask).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(Error);
    return (outcome as Error).message;
  }
});
