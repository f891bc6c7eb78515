import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { askedOfStrangers, readStrategy } from "../../apps/cli/negotiating/strategy-file.ts";
import { openDeal, readTokenDomain } from "../../sdk/index.ts";
import { type Negotiator, openNegotiator, transcriptText } from "../../sdk/negotiation/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { serve as listen } from "../sdk/negotiation/support/serve.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

const page = readPage("docs/negotiating.md");
const [selling = "", buying = "", keeping = ""] = blocks(page, "ts");
const folder = exampleFolder("negotiating");
const sells = wholeModule(folder, "sells", selling);
const buys = wholeModule(folder, "buys", buying);
const keeps = wholeModule(folder, "keeps", keeping);

interface Page {
  readonly sell: (...given: unknown[]) => Promise<{
    readonly negotiator: Negotiator;
    readonly serve: (request: Request) => Promise<Response>;
  }>;
  readonly buy: (...given: unknown[]) => Promise<{ negotiation: `0x${string}`; status: string; deal: never }>;
  readonly keep: (...given: unknown[]) => Promise<{ deals: string[]; isSame: boolean; missing: string[] }>;
}

describe("docs/negotiating.md", () => {
  const setup = useStack();
  const kept = useFolder();

  it("has examples that pass the type checker", () => {
    expect(typeErrors([sells, buys, keeps])).to.deep.equal([]);
  });

  it("has a seller and a buyer that agree over HTTP, and transcripts that lead to the deal", async () => {
    const stack = setup();
    const { domain, buyer, seller, address, walletClient, publicClient } = stack;
    const start = await stack.now();
    const now = () => start;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const terms = await exampleTerms(stack);
    const cheap = { ...terms, milestones: terms.milestones.slice(0, 2) };
    const { sell } = (await sells.load()) as unknown as Page;
    const { buy } = (await buys.load()) as unknown as Page;
    const { keep } = (await keeps.load()) as unknown as Page;
    const sold = await sell({ domain, token }, seller, terms.pact, join(kept(), "sold"), now);
    const { url, stop } = await listen(sold.serve);
    const bought = await openNegotiator({
      ...{ domain, token, account: buyer, now },
      strategy: ({ state }) => ({ kind: state.phase === "withdrawn" ? "wait" : "accept" }),
    });
    const { negotiation, status, deal } = await buy(bought, cheap, url, true);
    await stop();
    expect(status).to.equal("agreed");
    const opened = await openDeal(walletClient, { address, ...Object(deal) });
    expect(opened.terms.milestones.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(180_000_000n);
    const theirs = transcriptText(await sold.negotiator.transcript(negotiation));
    const { deals, isSame, missing } = await keep({ domain, token }, bought, negotiation, theirs);
    expect({ deals, isSame, missing }).to.deep.equal({ deals: [opened.dealId], isSame: true, missing: [] });
  });

  it("has a strategy that the command reads", async () => {
    const [text = ""] = blocks(page, "json");
    const path = join(kept(), "sells.json");
    writeFileSync(path, text);
    const file = await readStrategy(path);
    expect(file).to.include({ price: 180_000_000n, limit: 160_000_000n, rounds: 3 });
    expect(askedOfStrangers(file)).to.include({ marketplaceFee: 0, silencePayout: 5_000 });
  });
});
