import { expect } from "chai";
import { openDeal, readTokenDomain, signOffer } from "../../sdk/index.ts";
import {
  endReasons,
  type Negotiation,
  type NegotiationState,
  openNegotiation,
} from "../../sdk/negotiation/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/negotiation.md");
const [example = "", ending = ""] = blocks(page, "ts");
const folder = exampleFolder("negotiation");
const haggled = wholeModule(folder, "haggled", example);
const ended = wholeModule(folder, "ended", ending);

interface Page {
  readonly haggle: (...given: unknown[]) => Promise<readonly [Negotiation, Negotiation]>;
  readonly leaveOff: (...given: unknown[]) => Promise<NegotiationState>;
}

describe("docs/negotiation.md", () => {
  const setup = useStack();

  it("has examples that pass the type checker", () => {
    expect(typeErrors([haggled, ended])).to.deep.equal([]);
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

  it("has an example that takes an offer back, or ends", async () => {
    const { domain, buyer, seller, ...stack } = setup();
    const { leaveOff } = (await ended.load()) as unknown as Page;
    const now = await stack.now();
    const validUntil = now + 600;
    const first = await signOffer({ domain, terms: await exampleTerms(setup()), validUntil, account: buyer });
    const negotiation = await openNegotiation({ domain, first });
    expect((await leaveOff(domain, negotiation, buyer, now)).phase).to.equal("withdrawn");
    const end = await leaveOff(domain, negotiation, seller, now);
    expect(end).to.deep.include({
      phase: "ended",
      ended: { by: "seller", reason: "price", note: "Too much." },
    });
  });

  it("lists every reason of an end", () => {
    const [listed = ""] = section(page, "Messages").match(/The reasons of an end are[^.]+\./) ?? [];
    expect([...listed.matchAll(/`(\w+)`/g)].map(([, reason]) => reason)).to.deep.equal([...endReasons]);
  });
});
