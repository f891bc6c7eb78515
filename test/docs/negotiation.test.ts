import { expect } from "chai";
import { openDeal, readTokenDomain } from "../../sdk/index.ts";
import { endReasons, type Negotiation } from "../../sdk/negotiation/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/negotiation.md");
const [example = ""] = blocks(page, "ts");
const haggled = wholeModule(exampleFolder("negotiation"), "haggled", example);

interface Page {
  readonly haggle: (...given: unknown[]) => Promise<readonly [Negotiation, Negotiation]>;
}

describe("docs/negotiation.md", () => {
  const setup = useStack();

  it("has an example that passes the type checker", () => {
    expect(typeErrors([haggled])).to.deep.equal([]);
  });

  it("has an example by which both sides come to the same deal, which opens", async () => {
    const { domain, buyer, seller, publicClient, walletClient, address, token, ...stack } = setup();
    const { haggle } = (await haggled.load()) as unknown as Page;
    const now = await stack.now();
    const terms = await exampleTerms(setup());
    const paying = await readTokenDomain(publicClient, { token });
    const [bought, sold] = await haggle(domain, paying, terms, [buyer, seller], now);
    expect(bought.state(now).phase).to.equal("agreed");
    expect(sold.state(now)).to.deep.equal(bought.state(now));
    const deal = await openDeal(walletClient, { address, ...sold.agreed() });
    expect(deal.terms.silencePayout).to.equal(10_000);
  });

  it("lists every reason of an end", () => {
    const [listed = ""] = section(page, "Messages").match(/The reasons of an end are[^.]+\./) ?? [];
    expect([...listed.matchAll(/`(\w+)`/g)].map(([, reason]) => reason)).to.deep.equal([...endReasons]);
  });
});
