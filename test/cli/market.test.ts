import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { signRfq } from "../../sdk/market/index.ts";
import { exampleBidOffer, exampleRfq, type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { prepareMarket } from "./support/market-scene.ts";

describe("quittance list, rfq and bid", () => {
  let stack: Stack;
  let bench: Bench;
  let exchange: string;
  let stop: () => Promise<void>;
  let market: Awaited<ReturnType<typeof prepareMarket>>;
  const asked: string[] = [];

  before(async () => {
    stack = await startStack();
    bench = openBench();
    await bench.key("seller", stack.seller);
    const { address, rpcUrl } = stack;
    await bench.call(
      ...["profile", "set", "local", "--rpc", rpcUrl, "--contract", address, "--account", "seller"],
    );
    market = await prepareMarket(stack, bench);
    const server: Server = createServer(({ url = "", method }, response) => {
      asked.push(`${method} ${url}`);
      response.end(toJson(market.answer(url)));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    exchange = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stop = async () => {
      server.close();
      bench.remove();
      await stack.stop();
    };
  });
  after(() => stop());

  const path = (name: string) => join(bench.folder, name);
  const at = () => ["--exchange", exchange];

  it("shows the price of a listing before it is signed", async () => {
    const draft = {
      ...{ name: "pages", task: "translation@1", title: "Pages", latency: 60, capacity: 2 },
      ...{
        pact: `0x${"11".repeat(32)}`,
        price: { model: "per-unit", unit: "page", amount: "250000", least: "1000000" },
      },
    };
    bench.file("pages.json", toJson(draft));
    const { err, code } = await bench.call("list", "publish", path("pages.json"), ...at(), "--yes");
    expect(code, err).to.equal(0);
    expect(err).to.include("Price 0.25 USDC a page, at least 1.00 USDC; done in 60 seconds; 2 deals at once");
  });

  it("takes the drafts of docs/market.md", async () => {
    const page = readFileSync("docs/market.md", "utf8");
    const [listing = "", request = ""] = [...page.matchAll(/```json\n(.*?)```/gs)].map(
      ([, json = ""]) => json,
    );
    bench.file("ours.json", toJson({ ...JSON.parse(listing), pact: `0x${"11".repeat(32)}` }));
    bench.file("asked.json", request);
    const published = await bench.call("list", "publish", path("ours.json"), ...at(), "--yes");
    expect(published.code, published.err).to.equal(0);
    const opened = await bench.call("rfq", "open", path("asked.json"), ...at(), "--yes");
    expect(opened.code, opened.err).to.equal(0);
    expect(opened.err).to.include("All of the price's points up to 20.00 USDC, which bidders see");
    const late = ["--closes", "+2h", "--reveal-by", "+1h"];
    const refused = await bench.call("rfq", "open", path("asked.json"), ...at(), ...late, "--yes");
    expect([refused.code, refused.err.includes("--closes and --reveal-by")]).to.deep.equal([1, true]);
  });

  it("ranks nothing before bids are shown", async () => {
    const early = await bench.call("rfq", "rank", market.rfq, ...at(), "--offer");
    expect([early.code, early.out]).to.deep.equal([1, ""]);
    expect(early.err).to.match(/Bids are shown from \d{4}-.*Z on, by the chain's time: rank them then\./);
    const { code, out } = await bench.call("rfq", "rank", market.closedRfq, ...at(), "--json");
    expect([code, JSON.parse(out).ranking.length]).to.deep.equal([0, 1]);
  });

  it("keeps a bid in a new file alone, and posts none that it cannot keep", async () => {
    const { domain, buyer, seller } = stack;
    const rfq = await signRfq({ domain, rfq: exampleRfq(stack, await stack.now()), account: buyer });
    const { offer, pact } = await exampleBidOffer(stack, rfq, seller);
    bench.file("rfq.json", toJson(rfq));
    bench.file("bid-offer.json", toJson(offer));
    bench.file("bid-pact.json", toJson(pact));
    bench.file("taken.json", "{}");
    asked.length = 0;
    const { code, out, err } = await bench.call(
      ...[
        "bid",
        "commit",
        path("rfq.json"),
        "--offer",
        path("bid-offer.json"),
        "--pact",
        path("bid-pact.json"),
      ],
      ...["--keep", path("taken.json"), ...at(), "--yes", "--json"],
    );
    expect(code, err).to.equal(2);
    expect(JSON.parse(out).error.message).to.include("Give --keep a file that is not there yet.");
    expect(asked).to.deep.equal([]);
    expect(readFileSync(path("taken.json"), "utf8")).to.equal("{}");
  });
});
