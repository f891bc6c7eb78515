import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { publishAbortedDraw, signAbortedDraw } from "../../sdk/jury/index.ts";
import { type ExampleDraw, exampleDraw, type Stack, startStack } from "../../sdk/testing/index.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";
import { type Bench, openBench } from "./support/bench.ts";

describe("an offer whose panel is to be drawn", () => {
  let stack: Stack;
  let bench: Bench;
  let draw: ExampleDraw;

  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack);
    bench = openBench();
    await bench.key("seller", stack.seller);
    const { address, rpcUrl } = stack;
    await bench.call(
      ...["profile", "set", "local", "--rpc", rpcUrl, "--contract", address, "--account", "seller"],
    );
  });
  after(async () => {
    bench.remove();
    await stack.stop();
  });

  it("is inspected as one, and refused with the commitment of another offer", async () => {
    const [first, counter] = draw.offers;
    const file = bench.file("offer.json", toJson(first));
    const { code, out } = await bench.call("deal", "inspect", file);
    expect(code).to.equal(0);
    expect(out.replaceAll(/\s+/g, " ")).to.contain(
      `to be drawn by the hash of block ${draw.pair[0].seedBlock}: it can be answered, and not accepted`,
    );
    const { draw: _, ...bare } = counter;
    const stripped = bench.file("counter.json", toJson(bare));
    const answer = await bench.call("deal", "inspect", stripped, "--answered", file);
    expect((answer.out + answer.err).replaceAll(/\s+/g, " ")).to.contain(
      "the offer carries no answer to the commitment of the offer before",
    );
  });

  it("is not accepted", async () => {
    const file = bench.file("offer.json", toJson(draw.offers[0]));
    const { code, out, err } = await bench.call("deal", "accept", file, "--yes");
    expect([code, out]).to.deep.equal([1, ""]);
    expect(err.replaceAll(/\s+/g, " ")).to.contain("its panel is not the drawn one");
  });

  it("is inspected with what boards know of its maker, who acts for itself", async () => {
    const file = bench.file("offer.json", toJson(draw.offers[1]));
    const first = bench.file("first.json", toJson(draw.offers[0]));
    const board = await startTestExchange(exchangeSettings(stack));
    try {
      const asked = ["deal", "inspect", file, "--answered", first, "--board", board.url];
      const { out } = await bench.call(...asked);
      expect(out).to.contain(`The boards know of no draw that ${stack.seller.address} walked away from.`);
      await stack.increaseTime(86_400);
      const { pair, reveals } = draw;
      const stated = { pair, reveal: reveals[0], account: stack.buyer, now: await stack.now() };
      const aborted = await signAbortedDraw(stack.publicClient, stated);
      await publishAbortedDraw({ urls: [board.url], aborted });
      const again = await bench.call(...asked);
      expect(again.out).to.contain(
        `Unwise: ${stack.seller.address} walked away from 1 draw, as 1 principal states.`,
      );
      const json = await bench.call(...asked, "--board", `${board.url}/`, "--json");
      expect(JSON.parse(json.out).abortedDraws).to.deep.equal({
        ...{ principal: stack.seller.address, unrefuted: 1, stating: 1 },
      });
    } finally {
      await board.stop();
    }
    const gone = await bench.call("deal", "inspect", file, "--board", board.url);
    expect([gone.code, gone.out]).to.deep.equal([1, ""]);
    expect(gone.err).to.contain("gave an answer");
  });
});
