import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { buildTerms, hashPact, quittanceDomain, type Terms, totalOf } from "../../sdk/index.ts";
import type { AgreedDeal, Strategy } from "../../sdk/negotiation/index.ts";
import { ISSUES } from "../../sdk/negotiation/strategies/issues.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/strategies.md");
const [example = ""] = blocks(page, "ts");
const written = wholeModule(exampleFolder("strategies"), "trade", example);

interface Page {
  readonly halfway: (...given: unknown[]) => Strategy;
  readonly trade: (...given: unknown[]) => Promise<AgreedDeal>;
}

describe("docs/strategies.md", () => {
  it("has an example that passes the type checker", () => {
    expect(typeErrors([written])).to.deep.equal([]);
  });

  it("has an example by which a strategy that is written there comes to a deal with one of the library", async () => {
    const { trade } = (await written.load()) as unknown as Page;
    const [buyer, seller] = [0, 1].map(() => privateKeyToAccount(generatePrivateKey()));
    const now = Math.floor(Date.now() / 1000);
    const terms: Terms = buildTerms({
      ...{ buyer: buyer?.address ?? "0x", seller: seller?.address ?? "0x", fundedFromLedger: true },
      milestones: [{ amount: 100_000_000n, deadline: now + 86_400 }],
      ...{ panel: [`0x${"d3".repeat(20)}`], pact: hashPact({ task: "translate" }), openBy: now + 7_200 },
    });
    const domain = quittanceDomain({ chainId: 8453, address: `0x${"aa".repeat(20)}` });
    const agreed = await trade(domain, terms, [buyer, seller], now);
    const price = totalOf(agreed.terms);
    expect(Number(price)).to.be.within(80_000_000, 98_000_000);
  });

  it("names every issue", () => {
    const [listed = ""] =
      section(page, "Those that come along").match(/\*\*Issues\*\* are[\s\S]*?Of each/) ?? [];
    const named = [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named).to.have.members(Object.keys(ISSUES));
  });
});
