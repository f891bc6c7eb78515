import { expect } from "chai";
import type { SignedOffer } from "../../sdk/index.ts";
import { knownTasks, type SignedListing, type SignedRfq } from "../../sdk/market/index.ts";
import { exampleBidOffer, exampleListing, exampleRfq } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";
import { admit } from "../support/exchange/market.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/market.md");
const [source = ""] = blocks(page, "ts");
const example = wholeModule(exampleFolder("market"), "trading", source);

interface Page {
  readonly publish: (...given: unknown[]) => Promise<SignedListing>;
  readonly look: (...given: unknown[]) => Promise<{
    readonly taken: readonly { readonly listing: SignedListing }[];
    readonly conflicts: readonly unknown[];
  }>;
  readonly ask: (...given: unknown[]) => Promise<SignedRfq>;
  readonly bid: (...given: unknown[]) => Promise<unknown>;
  readonly close: (...given: unknown[]) => Promise<boolean>;
  readonly reveal: (...given: unknown[]) => Promise<boolean>;
  readonly award: (...given: unknown[]) => Promise<SignedOffer | undefined>;
}

/** Until the exchange, which asks for the chain's time every two seconds, has seen it pass. */
async function eventually<Answer>(attempt: () => Promise<Answer>, isGood: (answer: Answer) => boolean) {
  for (;;) {
    const answer = await attempt().catch(() => undefined);
    if (answer !== undefined && isGood(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("docs/market.md", () => {
  const setup = useStack();

  it("has an example that passes the type checker", () => {
    expect(typeErrors([example])).to.deep.equal([]);
  });

  it("has an example that finds a seller, and takes a request to an offer", async () => {
    const { domain, buyer, seller, now, setTime } = setup();
    const agents = (await example.load()) as unknown as Page;
    const exchange = await startTestExchange(exchangeSettings(setup()));
    try {
      for (const each of [buyer, seller]) await admit(setup(), each);
      const place = { domain, exchanges: [exchange.url] };
      const listed = await agents.publish(place, exampleListing(setup(), await now()), seller);
      const query = { task: listed.task };
      const { taken } = await agents.look(place, { budget: 30_000_000n }, query, await now());
      expect(taken.map(({ listing }) => listing.seller)).to.deep.equal([seller.address]);
      expect((await agents.look(place, { budget: 1n }, query, await now())).taken).to.deep.equal([]);
      const rfq = await agents.ask(place, exampleRfq(setup(), await now()), buyer);
      const offered = await exampleBidOffer(setup(), rfq, seller);
      const bid = await agents.bid(place, rfq, offered, seller, await now());
      expect(await agents.reveal(place, rfq, bid)).to.equal(false);
      await setTime(rfq.closesAt);
      await eventually(
        () => agents.close(place, rfq, buyer, rfq.closesAt),
        (isClosed) => isClosed,
      );
      expect(await agents.reveal(place, rfq, bid)).to.equal(true);
      await setTime(rfq.revealBy);
      const offer = await eventually(
        () => agents.award(place, rfq, {}),
        (found) => found !== undefined,
      );
      expect(offer?.from).to.equal(seller.address);
    } finally {
      await exchange.stop();
    }
  });

  it("lists the tasks of the package", () => {
    const text = section(page, "Task schemas");
    for (const { name } of knownTasks()) expect(text).to.include(`\`${name}\``);
  });
});
